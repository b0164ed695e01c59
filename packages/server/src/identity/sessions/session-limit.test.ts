import assert from 'node:assert/strict'
import { test } from 'node:test'
import { AIKO, PASSWORD, peopleSite, signIn } from '../../../test/people/people-site.ts'

test('a person has so many sessions at most: those used longest ago end, with an entry', async (t) => {
  const site = await peopleSite(t)
  const ready = await site.setUp()
  site.rules.sessionsPerPerson = 2
  const second = await signIn(site, ready)
  site.w.clock.ms += 30_000
  assert.equal(
    (await ready.browser.get('/me')).status,
    200,
    'used, so the second is the one used longest ago',
  )
  const third = await signIn(site, ready)
  const standing = async () =>
    Promise.all([ready.browser, second, third].map(async (one) => (await one.get('/me')).status))
  assert.deepEqual(await standing(), [200, 401, 200])
  const [entry] = (await site.w.entries('session.revoked')).filter(
    (e) => e.unmapped.detail?.['reason'] === 'limit',
  )
  assert.equal(entry?.unmapped.detail?.['count'], 1)
  // Whoever knows the password alone drives nobody out.
  for (let i = 0; i < 4; i++)
    await site.browser().post('/sign-in', { userName: AIKO.userName, password: PASSWORD })
  assert.deepEqual(await standing(), [200, 401, 200])
  site.rules.sessionsPerPerson = 0
  const alone = await signIn(site, ready)
  assert.equal((await alone.get('/me')).status, 200, 'the one that begins is always there')
  assert.deepEqual(await standing(), [401, 401, 401])
})

test('of many who sign in at once no more stay than are allowed', async (t) => {
  const site = await peopleSite(t)
  const ready = await site.setUp()
  site.rules.sessionsPerPerson = 2
  const codes = (await ready.browser.post('/me/factors/recovery-codes')).body.codes as string[]
  const browsers = await Promise.all(
    codes.slice(0, 5).map(async () => {
      const browser = site.browser()
      await browser.post('/sign-in', { userName: AIKO.userName, password: PASSWORD })
      return browser
    }),
  )
  const done = await Promise.all(
    browsers.map((browser, i) => browser.post('/sign-in/recovery', { code: codes[i] })),
  )
  assert.deepEqual(
    done.map(({ status }) => status),
    [200, 200, 200, 200, 200],
  )
  const text = `SELECT FROM identity.session WHERE ended_ms IS NULL AND state = 'full'`
  assert.equal((await site.w.db.owner.read.query({ text })).length, 2)
})
