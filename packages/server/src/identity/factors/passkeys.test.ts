import assert from 'node:assert/strict'
import { test } from 'node:test'
import type {
  PublicKeyCredentialCreationOptionsJSON,
  PublicKeyCredentialRequestOptionsJSON,
} from '@simplewebauthn/server'
import { type Bent, SoftAuthenticator } from '../../../test/people/authenticator.ts'
import {
  AIKO,
  codeAt,
  MINUTE,
  PASSWORD,
  type PeopleSite,
  peopleSite,
} from '../../../test/people/people-site.ts'
import type { TestBrowser } from '../../../test/people/test-browser.ts'
import { invitePerson } from '../people/invite-person.ts'

const creation = async (browser: TestBrowser) =>
  (await browser.post('/me/factors/passkeys/options'))
    .body as unknown as PublicKeyCredentialCreationOptionsJSON
const request = async (browser: TestBrowser) =>
  (await browser.post('/sign-in/passkey/options', {}))
    .body as unknown as PublicKeyCredentialRequestOptionsJSON

async function add(site: PeopleSite, browser: TestBrowser, bent: Bent = {}) {
  const key = new SoftAuthenticator(site.deps.site.origin)
  const response = key.create(await creation(browser), bent)
  return { key, answer: await browser.post('/me/factors/passkeys', { name: 'The blue key', response }) }
}

test('a passkey alone signs in, named by nobody, and is two factors by itself', async (t) => {
  const site = await peopleSite(t)
  const { browser, person } = await site.setUp()
  const { key, answer } = await add(site, browser)
  assert.equal(answer.status, 201, answer.text)
  const listed = (await browser.get('/me/factors')).body.items as { kind: string; name: string | null }[]
  assert.deepEqual(
    // Made in the same millisecond, they have no order.
    listed.map(({ kind, name }) => [kind, name]).sort(),
    [
      ['passkey', 'The blue key'],
      ['totp', null],
    ],
  )

  const elsewhere = site.browser()
  const options = await request(elsewhere)
  assert.deepEqual(options.allowCredentials, [], 'nobody is named')
  assert.equal(options.userVerification, 'required')
  const done = await elsewhere.post('/sign-in/passkey', { response: key.get(options) })
  assert.equal(done.status, 200, done.text)
  const me = await elsewhere.get('/me')
  assert.equal((me.body.person as { id: string }).id, person)
  assert.deepEqual((me.body.session as { amr: string[] }).amr, ['hwk', 'user', 'mfa'])
})

test('the first administrator may come with a passkey and no password', async (t) => {
  const site = await peopleSite(t)
  const browser = site.browser()
  await browser.post('/setup/person', { ...AIKO, token: await site.setupToken() })
  assert.equal((await browser.post('/me/factors/totp')).body.code, 'password_needed')
  const { key, answer } = await add(site, browser)
  assert.equal(answer.status, 201, answer.text)
  const again = site.browser()
  assert.equal((await again.post('/sign-in', { userName: AIKO.userName, password: PASSWORD })).status, 401)
  const done = await again.post('/sign-in/passkey', { response: key.get(await request(again)) })
  assert.equal(done.status, 200, done.text)
})

test('as a second factor it is that person’s own', async (t) => {
  const site = await peopleSite(t)
  const { browser } = await site.setUp()
  const { key } = await add(site, browser)
  const pending = site.browser()
  const first = await pending.post('/sign-in', { userName: AIKO.userName, password: PASSWORD })
  assert.deepEqual(first.body.factors, ['totp', 'passkey'])
  const options = await request(pending)
  assert.deepEqual(
    options.allowCredentials?.map(({ id }) => id),
    [Buffer.from(key.id).toString('base64url')],
  )
  const stranger = new SoftAuthenticator(site.deps.site.origin)
  stranger.userHandle = key.userHandle
  assert.equal((await pending.post('/sign-in/passkey', { response: stranger.get(options) })).status, 401)
  // A challenge made for somebody else’s session, or for nobody’s, does not complete this one.
  const nobody = await request(site.browser())
  assert.equal((await pending.post('/sign-in/passkey', { response: key.get(nobody) })).status, 401)
  assert.equal((await pending.post('/sign-in/passkey', { response: key.get(options) })).status, 200)
  const me = await pending.get('/me')
  assert.deepEqual((me.body.session as { amr: string[] }).amr, ['pwd', 'hwk', 'user', 'mfa'])
})

test('somebody else’s passkey does not complete a session that another began', async (t) => {
  const site = await peopleSite(t)
  const { browser } = await site.setUp()
  await add(site, browser)
  const ben = { name: 'Ben Okafor', userName: 'ben.okafor', email: 'ben@example.com', locale: 'en' }
  const { link } = await invitePerson(site.deps, site.w.first, ben)
  const bens = site.browser()
  await bens.post('/invitations/redeem', { token: new URL(link).hash.slice(1) })
  const { key } = await add(site, bens)
  const pending = site.browser()
  await pending.post('/sign-in', { userName: AIKO.userName, password: PASSWORD })
  const options = await request(pending)
  const mixed = await pending.post('/sign-in/passkey', { response: key.get(options) })
  assert.deepEqual([mixed.status, mixed.body.code], [401, 'sign_in_refused'])
  const unnamed = await pending.post('/sign-in/passkey', { response: key.get(options, { userHandle: null }) })
  assert.equal(unnamed.status, 401)
  assert.equal(((await pending.get('/me')).body.session as { state: string }).state, 'pending')
})

test('what an authenticator or a page gets wrong is refused, each with the same words', async (t) => {
  const site = await peopleSite(t)
  const { browser } = await site.setUp()
  const { key } = await add(site, browser)
  const good = await request(site.browser())
  assert.equal((await site.browser().post('/sign-in/passkey', { response: key.get(good) })).status, 200)
  const lies: [string, Bent][] = [
    ['another origin', { origin: 'https://evil.example' }],
    ['another relying party', { rpId: 'evil.example' }],
    ['in a frame of another site', { crossOrigin: true }],
    ['in what may be one', { crossOrigin: 'no' }],
    ['nobody verified', { verified: false }],
    ['a challenge of its own', { challenge: Buffer.alloc(54, 7).toString('base64url') }],
    ['another person', { userHandle: Buffer.alloc(16, 1).toString('base64url') }],
    ['no person', { userHandle: null }],
    ['a counter that went back', { counter: 1 }],
  ]
  for (const [what, lie] of lies) {
    const options = await request(site.browser())
    const answer = await site.browser().post('/sign-in/passkey', { response: key.get(options, lie) })
    assert.deepEqual([answer.status, answer.body.code], [401, 'sign_in_refused'], what)
  }
  key.counter = 10
  const replayed = key.get(good)
  assert.equal(
    (await site.browser().post('/sign-in/passkey', { response: replayed })).status,
    401,
    'a challenge used before',
  )
  const old = await request(site.browser())
  site.w.clock.ms += 6 * MINUTE
  assert.equal(
    (await site.browser().post('/sign-in/passkey', { response: key.get(old) })).status,
    401,
    'a challenge too old',
  )
  const fresh = await request(site.browser())
  assert.equal((await site.browser().post('/sign-in/passkey', { response: key.get(fresh) })).status, 200)
})

test('of copies of one authenticator that answer at the same moment one gets in', async (t) => {
  const site = await peopleSite(t)
  const { browser } = await site.setUp()
  const { key } = await add(site, browser)
  key.counter = 7
  const browsers = Array.from({ length: 6 }, () => site.browser())
  const answers = await Promise.all(browsers.map(async (one) => key.get(await request(one), { counter: 8 })))
  const done = await Promise.all(
    browsers.map((one, i) => one.post('/sign-in/passkey', { response: answers[i] })),
  )
  assert.deepEqual(done.map(({ status }) => status).sort(), [200, 401, 401, 401, 401, 401])
})

test('registration takes this session’s challenge, once, from a verified holder on this origin', async (t) => {
  const site = await peopleSite(t)
  const ready = await site.setUp()
  const { browser } = ready
  for (const lie of [
    { origin: 'https://evil.example' },
    { rpId: 'evil.example' },
    { crossOrigin: true },
    { verified: false },
    { challenge: 'AAAA' },
  ]) {
    const { answer } = await add(site, browser, lie)
    assert.deepEqual([answer.status, answer.body.code], [422, 'factor_refused'], JSON.stringify(lie))
  }
  const options = await creation(browser)
  const one = new SoftAuthenticator(site.deps.site.origin)
  const made = one.create(options)
  const other = site.browser()
  await other.post('/sign-in', { userName: AIKO.userName, password: PASSWORD })
  site.w.clock.ms += MINUTE
  await other.post('/sign-in/totp', { code: codeAt(ready.secret, site.w.clock.ms) })
  const stolen = await other.post('/me/factors/passkeys', { name: 'x', response: made })
  assert.equal(stolen.body.code, 'factor_refused', 'another session’s challenge')
  assert.equal((await browser.post('/me/factors/passkeys', { name: 'x', response: made })).status, 201)
  const again = await creation(browser)
  assert.equal(
    (await browser.post('/me/factors/passkeys', { name: 'x', response: one.create(again) })).body.code,
    'factor_refused',
    'a credential belongs to one account, once',
  )
})

test('the last factor stays, a removed one opens nothing, and an old session changes none', async (t) => {
  const site = await peopleSite(t)
  const { browser } = await site.setUp()
  const items = async () => (await browser.get('/me/factors')).body.items as { id: string; kind: string }[]
  const [totp] = await items()
  assert.equal((await browser.post(`/me/factors/${totp?.id}/remove`)).body.code, 'factor_last')
  const { key, answer } = await add(site, browser)
  site.w.clock.ms += 14 * MINUTE
  assert.equal((await browser.get('/me')).status, 200)
  site.w.clock.ms += 2 * MINUTE
  for (const path of [
    `/me/factors/${answer.body.id}/remove`,
    '/me/factors/totp',
    '/me/factors/passkeys/options',
  ])
    assert.equal((await browser.post(path)).body.code, 'sign_in_again', path)
  const fresh = site.browser()
  assert.equal(
    (await fresh.post('/sign-in/passkey', { response: key.get(await request(fresh)) })).status,
    200,
  )
  assert.equal((await fresh.post(`/me/factors/${totp?.id}/remove`)).status, 200)
  assert.equal((await browser.get('/me')).body.code, 'session_over', 'other sessions end with it')
  assert.equal((await fresh.post(`/me/factors/${answer.body.id}/remove`)).body.code, 'factor_last')
  assert.equal((await site.w.entries('factor.removed')).length, 1)
})
