import assert from 'node:assert/strict'
import { test } from 'node:test'
import {
  AIKO,
  codeAt,
  MINUTE,
  PASSWORD,
  type PeopleSite,
  peopleSite,
  signIn,
} from '../../../test/people/people-site.ts'
import type { TestBrowser } from '../../../test/people/test-browser.ts'
import { PasswordHasher } from '../index.ts'

const WRONG = 'not the password at all'
const password = (browser: TestBrowser, text = PASSWORD, userName = AIKO.userName) =>
  browser.post('/sign-in', { userName, password: text })

/** Everything an answer says, but for the request’s id. */
async function said(answer: Promise<{ status: number; body: Record<string, unknown>; headers: Headers }>) {
  const { status, body, headers } = await answer
  const { instance: _, ...rest } = body
  return { status, rest, cookies: headers.getSetCookie().length, type: headers.get('content-type') }
}

test('who does not exist is told from a wrong password by nothing: text, work, entries, rows or locks', async (t) => {
  let derived = 0
  class Counting extends PasswordHasher {
    // The secret is asked for by each derivation, and by nothing else.
    override verify(...[verifier, text, secret]: Parameters<PasswordHasher['verify']>) {
      return super.verify(verifier, text, () => {
        derived++
        return secret()
      })
    }
  }
  const site = await peopleSite(t, { deps: { passwords: new Counting({ memoryKiB: 64, passes: 1 }) } })
  await site.setUp()
  const rows = async () => [await site.w.count('identity.throttle'), await site.w.count('identity.session')]
  const trace = async (userName: string) => {
    const before = [derived, ...(await rows()), (await site.w.entries('sign_in.refused')).length]
    const answer = await said(password(site.browser(), WRONG, userName))
    const after = [derived, ...(await rows()), (await site.w.entries('sign_in.refused')).length]
    return { answer, work: after.map((n, i) => n - Number(before[i])) }
  }
  const known = await trace(AIKO.userName)
  const unknown = await trace('nobody.here')
  assert.equal(known.answer.status, 401)
  assert.deepEqual(unknown.answer, known.answer)
  assert.deepEqual(known.work, [1, 2, 0, 1], 'one derivation, two counters, no session, one entry')
  assert.deepEqual(unknown.work, known.work)

  site.rules.lockoutAfter = 3
  const until = async (userName: string) => {
    const codes: unknown[] = []
    for (let i = 0; i < 4; i++) codes.push((await said(guess(site, userName, i))).rest.code)
    return codes
  }
  assert.deepEqual(await until('nobody.here'), await until(AIKO.userName), 'both close after as many')
})

/** Another browser at another address each time: nothing but the account is counted. */
function guess(site: PeopleSite, userName: string, i: number) {
  const browser = site.browser()
  browser.headers = { ...browser.headers, 'x-forwarded-for': `198.51.100.${i + 1}` }
  return password(browser, WRONG, userName)
}

test('ten failures close an account to strangers, not to the browser its person has used before', async (t) => {
  const site = await peopleSite(t)
  const ready = await site.setUp()
  await ready.browser.post('/sign-out')
  for (let i = 0; i < 10; i++)
    assert.equal((await guess(site, AIKO.userName, i)).body.code, 'sign_in_refused')
  const locked = await guess(site, AIKO.userName, 11)
  assert.equal(locked.body.code, 'sign_in_throttled')
  assert.equal(locked.headers.get('retry-after'), String(15 * 60))
  assert.equal((await password(site.browser())).status, 429, 'the right password neither, from a new browser')
  assert.equal((await site.w.entries('account.locked')).length, 1)
  assert.deepEqual(site.refused, ['sign-in.password sign_in_throttled', 'sign-in.password sign_in_throttled'])

  await signIn(site, ready, ready.browser)
  assert.equal((await ready.browser.get('/me')).status, 200, 'its own browser gets in')

  // Whoever has that browser guesses under a count of its own.
  await ready.browser.post('/sign-out')
  for (let i = 0; i < 10; i++)
    assert.equal((await password(ready.browser, WRONG)).body.code, 'sign_in_refused')
  assert.equal((await password(ready.browser)).body.code, 'sign_in_throttled')
})

test('a lock ends, and the next one lasts twice as long', async (t) => {
  const site = await peopleSite(t)
  await site.setUp()
  site.rules.lockoutAfter = 2
  for (let i = 0; i < 2; i++) await guess(site, AIKO.userName, i)
  site.w.clock.ms += 15 * MINUTE
  for (let i = 2; i < 4; i++) assert.equal((await guess(site, AIKO.userName, i)).body.code, 'sign_in_refused')
  const again = await guess(site, AIKO.userName, 5)
  assert.equal(again.headers.get('retry-after'), String(30 * 60))
  site.w.clock.ms += 30 * MINUTE
  assert.equal((await password(site.browser())).status, 200)
})

test('one address waits longer and longer, and guesses sent at once count one by one', async (t) => {
  const site = await peopleSite(t)
  await site.setUp()
  const codes: unknown[] = []
  for (let i = 0; i < 5; i++) codes.push((await password(site.browser(), WRONG)).body.code)
  assert.deepEqual(codes, [...Array(4).fill('sign_in_refused'), 'sign_in_throttled'])

  const swarm = await Promise.all(Array.from({ length: 30 }, (_, i) => guess(site, 'somebody.else', i)))
  const judged = swarm.filter(({ body }) => body.code === 'sign_in_refused').length
  assert.equal(judged, 10, 'however many come at once')
})

test('a one-time code works once, also at the same moment, and an older one not after a newer', async (t) => {
  const site = await peopleSite(t)
  const { secret } = await site.setUp()
  site.w.clock.ms += 10 * MINUTE
  const code = codeAt(secret, site.w.clock.ms)
  const [one, two, three] = [site.browser(), site.browser(), site.browser()]
  for (const browser of [one, two, three]) assert.equal((await password(browser)).status, 200)
  const answers = await Promise.all([
    one.post('/sign-in/totp', { code }),
    two.post('/sign-in/totp', { code }),
  ])
  assert.deepEqual(answers.map(({ status }) => status).sort(), [200, 401])
  const older = codeAt(secret, site.w.clock.ms - 30_000)
  assert.equal((await three.post('/sign-in/totp', { code: older })).status, 401, 'the step before')
  const newer = codeAt(secret, site.w.clock.ms + 30_000)
  assert.equal((await three.post('/sign-in/totp', { code: newer })).status, 200, 'the step after')
  const far = codeAt(secret, site.w.clock.ms + 90_000)
  assert.equal((await password(one)).status, 200)
  assert.equal((await one.post('/sign-in/totp', { code: far })).status, 401, 'not a minute and a half ahead')
})

test('codes are not guessed: whatever session asks, the person’s attempts are counted', async (t) => {
  const site = await peopleSite(t)
  await site.setUp()
  const browsers = await Promise.all(
    Array.from({ length: 3 }, async (_, i) => {
      const browser = site.browser()
      browser.headers = { ...browser.headers, 'x-forwarded-for': `203.0.113.${i + 1}` }
      assert.equal((await password(browser)).status, 200)
      return browser
    }),
  )
  const codes: unknown[] = []
  for (let i = 0; i < 12; i++) {
    const browser = browsers[i % 3]
    codes.push((await browser?.post('/sign-in/totp', { code: String(i).padStart(6, '0') }))?.body.code)
  }
  assert.equal(codes.filter((code) => code === 'sign_in_refused').length, 10)
  assert.deepEqual(codes.slice(10), ['sign_in_throttled', 'sign_in_throttled'])
})

test('recovery codes open once each, are not guessed, and end with the next ten', async (t) => {
  const site = await peopleSite(t)
  const { browser } = await site.setUp()
  const made = await browser.post('/me/factors/recovery-codes')
  const codes = made.body.codes as string[]
  assert.equal(codes.length, 10)
  assert.match(String(codes[0]), /^[0-9A-HJKMNP-TV-Z]{4}(-[0-9A-HJKMNP-TV-Z]{4}){5}$/)
  const dump = JSON.stringify(
    await site.w.db.owner.read.query({ text: 'SELECT * FROM identity.recovery_code' }),
  )
  for (const code of codes)
    assert.ok(!dump.includes(Buffer.from(code).toString('hex')) && !dump.includes(code))

  const lost = site.browser()
  const two = site.browser()
  for (const one of [lost, two]) assert.deepEqual((await password(one)).body.factors, ['totp', 'recovery'])
  const spoken = String(codes[0]).toLowerCase().replaceAll('-', ' ')
  const answers = await Promise.all([lost, two].map((one) => one.post('/sign-in/recovery', { code: spoken })))
  assert.deepEqual(answers.map(({ status }) => status).sort(), [200, 401])
  assert.deepEqual((answers.find(({ status }) => status === 200) ?? answers[0])?.body, { state: 'signed_in' })

  const guesser = site.browser()
  guesser.headers = { ...guesser.headers, 'x-forwarded-for': '203.0.113.9' }
  await password(guesser)
  const refused: unknown[] = []
  for (let i = 0; i < 11; i++)
    refused.push(
      (await guesser.post('/sign-in/recovery', { code: `0000-0000-0000-0000-0000-${1000 + i}` })).body.code,
    )
  assert.equal(refused.at(-1), 'sign_in_throttled')

  await browser.post('/me/factors/recovery-codes')
  site.w.clock.ms += 20 * MINUTE
  const late = site.browser()
  await password(late)
  assert.equal((await late.post('/sign-in/recovery', { code: codes[1] })).status, 401, 'those made before')
})
