import assert from 'node:assert/strict'
import { hash } from 'node:crypto'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import fc from 'fast-check'
import { AIKO, PASSWORD, peopleSite, signIn } from '../../../test/people/people-site.ts'
import { isAzukariError } from '../../platform/errors.ts'
import { BreachedPasswords } from './breached-passwords.ts'
import { PasswordHasher } from './password-hasher.ts'
import { checkPassword } from './password-rules.ts'

const secret = async () => Buffer.alloc(32, 1)
const CHEAP = { memoryKiB: 64, passes: 1 }

async function reason(password: string, breached?: BreachedPasswords, words?: string[]): Promise<unknown> {
  try {
    await checkPassword(password, { length: 12, profile: AIKO, breached, ...(words ? { words } : {}) })
    return 'taken'
  } catch (error) {
    assert.ok(isAzukariError(error, 'password_refused'), String(error))
    assert.ok(!JSON.stringify([error.detail, error.extra]).includes(password), 'nothing is repeated')
    return error.extra.reason
  }
}

test('short, common, personal and endless passwords are refused, others taken, whatever they are made of', async () => {
  assert.equal(await reason('short one'), 'too_short')
  assert.equal(await reason('😀'.repeat(11)), 'too_short', 'characters are counted, not units')
  assert.equal(await reason('x'.repeat(257)), 'too_long')
  assert.equal(await reason('Password1234!'), 'easily_guessed')
  assert.equal(await reason('qwertyuiop12'), 'easily_guessed')
  assert.equal(await reason('aaaaaaaaaaaaaaaa'), 'easily_guessed')
  assert.equal(await reason('my.TANABE.password.77'), 'own_name')
  assert.equal(await reason('ａｉｋｏ violet anchor mint'), 'own_name', 'wide letters are letters')
  assert.equal(await reason('a-tanabe@example.com'), 'own_name')
  for (const good of [
    PASSWORD,
    '水曜日の朝はコーヒーをのむ',
    'correct horse battery staple',
    'Zx9!kQ#2pLw7',
  ]) {
    assert.equal(await reason(good), 'taken', good)
  }
})

test('words of the company are refused however they are written, and so is this program’s name', async () => {
  const words = ['Kumo Stationery', '雲文具', 'project heron']
  assert.equal(await reason('copper-azukari-rain-41'), 'company_word')
  assert.equal(await reason('copper-AZU.KARI-rain-41'), 'company_word')
  for (const held of [
    'copper-kumo-stationery-41',
    'ＫＵＭＯ　ＳＴＡＴＩＯＮＥＲＹ copper',
    '雲文具の窓口は朝の九時から開く',
    'ProjectHeron-rain-41',
  ]) {
    assert.equal(await reason(held, undefined, words), 'company_word', held)
    assert.equal(await reason(held), 'taken', held)
  }
  assert.equal(await reason(PASSWORD, undefined, words), 'taken')
  assert.equal(await reason(PASSWORD, undefined, ['', ' - ']), 'taken', 'a word of signs alone is none')
})

test('the words of the policy and the tenant’s own name count where passwords are chosen', async (t) => {
  const site = await peopleSite(t)
  const { browser } = await site.setUp()
  site.rules.passwordWords = ['heron']
  const change = (next: string) => browser.post('/me/password', { current: PASSWORD, new: next })
  assert.equal((await change('copper-heron-rain-41')).body.reason, 'company_word')
  assert.equal(
    (await change('copper-first-rain-41')).body.reason,
    'company_word',
    'the tenant is called first',
  )
  assert.equal((await change('copper-window-rain-41')).status, 200)
})

test('a list of breached passwords is searched where it lies, with and without counts and line ends', async (t) => {
  const directory = await mkdtemp(join(tmpdir(), 'azukari-breached-'))
  t.after(() => rm(directory, { recursive: true, force: true }))
  const line = fc.record({
    password: fc.string({ minLength: 1 }),
    count: fc.option(fc.nat(), { nil: undefined }),
  })
  const words = fc.array(line, { maxLength: 60 })
  let made = 0
  await fc.assert(
    fc.asyncProperty(words, fc.string({ minLength: 1 }), fc.boolean(), async (lines, other, ended) => {
      const digests = lines.map(({ password, count }) => {
        const digest = hash('sha1', password, 'hex').toUpperCase()
        return count === undefined ? digest : `${digest}:${count}`
      })
      const path = join(directory, `list-${made++}`)
      await writeFile(path, digests.sort().join('\n') + (ended && digests.length > 0 ? '\n' : ''))
      const list = new BreachedPasswords(path)
      for (const { password } of lines) assert.equal(await list.has(password), true)
      assert.equal(
        await list.has(other),
        lines.some(({ password }) => password === other),
      )
    }),
    { numRuns: 60 },
  )
  const path = join(directory, 'one')
  await writeFile(path, hash('sha1', PASSWORD, 'hex').toUpperCase())
  assert.equal(await reason(PASSWORD, new BreachedPasswords(path)), 'breached')
  await assert.rejects(
    new BreachedPasswords(join(directory, 'gone')).has('x'),
    'without the list nothing is taken',
  )
})

test('a verifier tells its password, spelt in any normal form, and depends on the tenant’s key', async () => {
  const hasher = new PasswordHasher(CHEAP)
  const verifier = await hasher.hash('cafe\u0301 à la carte', secret)
  assert.match(verifier, /^\$argon2id\$v=19\$m=64,t=1,p=1\$/)
  assert.equal(await hasher.verify(verifier, 'caf\u00e9 à la carte', secret), true)
  assert.equal(await hasher.verify(verifier, 'cafe à la carte', secret), false)
  assert.equal(await hasher.verify(verifier, 'café à la carte', async () => Buffer.alloc(32, 2)), false)
  assert.equal(await hasher.verify(undefined, 'café à la carte', secret), false)
  assert.notEqual(await hasher.hash('the same', secret), await hasher.hash('the same', secret))
  assert.equal(new PasswordHasher({ memoryKiB: 128, passes: 1 }).isOld(verifier), true)
  assert.equal(hasher.isOld(verifier), false)
})

test('however many sign in, two derivations run at a time and a bounded number waits', async () => {
  let running = 0
  let most = 0
  const slow = async () => {
    most = Math.max(most, ++running)
    await new Promise(setImmediate)
    running--
    return Buffer.alloc(32, 1)
  }
  const hasher = new PasswordHasher(CHEAP)
  const all = await Promise.allSettled(Array.from({ length: 100 }, () => hasher.verify(undefined, 'x', slow)))
  assert.equal(most, 2)
  const turnedAway = all.filter(
    (one) => one.status === 'rejected' && isAzukariError(one.reason, 'overloaded'),
  )
  assert.equal(turnedAway.length, 100 - 2 - 64)
})

test('a password is changed with the old one, is none of the last ten, and ends the other sessions', async (t) => {
  const site = await peopleSite(t)
  const ready = await site.setUp()
  const { browser } = ready
  site.rules.passwordHistory = 3
  const other = await signIn(site, ready)
  const change = (current: string | undefined, next: string) =>
    browser.post('/me/password', { current, new: next })
  assert.equal((await change('not it at all', 'copper-window-rain-41')).body.code, 'sign_in_refused')
  assert.equal((await change(undefined, 'copper-window-rain-41')).body.code, 'sign_in_refused')
  assert.equal((await change(PASSWORD, 'password')).body.code, 'password_refused')
  const cookie = browser.cookies.get('__Host-azukari')
  const done = await change(PASSWORD, 'copper-window-rain-41')
  assert.equal(done.status, 200, done.text)
  assert.notEqual(browser.cookies.get('__Host-azukari'), cookie)
  assert.equal((await browser.get('/me')).status, 200)
  assert.equal((await other.get('/me')).body.code, 'session_over')
  const back = await change('copper-window-rain-41', PASSWORD)
  assert.equal(back.body.reason, 'used_before')
  const words = [
    'copper-window-rain-41',
    'silver-garden-lamp-52',
    'marble-ticket-snow-63',
    'walnut-harbor-moss-74',
  ]
  for (let i = 1; i < words.length; i++)
    assert.equal((await change(String(words[i - 1]), String(words[i]))).status, 200)
  assert.equal(await site.w.count('identity.password'), 3, 'those beyond the history are forgotten')
  assert.equal((await change(String(words[3]), PASSWORD)).status, 200, 'beyond the history it is new again')
  assert.equal((await site.w.entries('password.changed')).length, 5)
})

test('whoever chooses a password is told beforehand how long the policy wants it, and no other number refuses one', async (t) => {
  const site = await peopleSite(t)
  const browser = site.browser()
  site.rules.passwordLength = 20
  assert.deepEqual((await browser.get('/sign-in')).body, { passwordLength: 20 })
  const token = await site.setupToken()
  const choose = (password: string) => browser.post('/setup/person', { ...AIKO, token, password })
  const nearly = 'weathered granite!!'
  const short = await choose(nearly)
  assert.deepEqual([nearly.length, short.body.code, short.body.reason], [19, 'password_refused', 'too_short'])
  assert.equal((await choose(`${nearly}!`)).status, 201)
})
