import assert from 'node:assert/strict'
import { type TestContext, test } from 'node:test'
import type { PublicKeyCredentialRequestOptionsJSON } from '@simplewebauthn/server'
import { SoftAuthenticator } from '../../../test/people/authenticator.ts'
import { AIKO, codeAt, MINUTE, PASSWORD, peopleSite, signIn } from '../../../test/people/people-site.ts'
import { asPerson, program } from '../../../test/people/program.ts'
import type { Caller } from '../../platform/route.ts'
import { createKey, createService } from '../index.ts'
import { invitePerson } from '../people/invite-person.ts'
import { suspendPerson } from '../people/suspend-person.ts'
import { makePasswordReset } from './make-reset.ts'

const NEXT = 'copper-window-rain-41'

async function scene(t: TestContext) {
  const site = await peopleSite(t)
  const ready = await site.setUp()
  const { person, secret } = ready
  const make = async (by: Caller = site.w.first) => {
    const made = await makePasswordReset(site.deps, by, person)
    return { ...made, token: new URL(made.link).hash.slice(1) }
  }
  const code = () => {
    site.w.clock.ms += MINUTE
    return codeAt(secret, site.w.clock.ms)
  }
  const redeem = (token: string, proof: unknown = { kind: 'totp', code: code() }, password = NEXT) =>
    site.browser().post('/password-resets/redeem', { token, password, proof })
  const opens = async (password: string) =>
    (await site.browser().post('/sign-in', { userName: AIKO.userName, password })).status === 200
  return { site, ready, make, code, redeem, opens }
}

test('a link and a second factor change a forgotten password, once; all sessions end and nobody is signed in', async (t) => {
  const { site, ready, make, redeem, opens } = await scene(t)
  const other = await signIn(site, ready)
  const { token, link } = await make()
  assert.match(link, new RegExp(`^${site.url}/password-reset#azr_`))
  assert.equal((await ready.browser.get('/me')).status, 200, 'making it ends nothing')
  assert.ok(await opens(PASSWORD))
  const options = await site.browser().post('/password-resets/options', { token })
  assert.deepEqual(options.body, { factors: ['totp'], passkey: null }, options.text)
  const done = await redeem(token)
  assert.equal(done.status, 200, done.text)
  assert.deepEqual(done.headers.getSetCookie(), [], 'nobody is signed in by it')
  for (const session of [ready.browser, other])
    assert.equal((await session.get('/me')).body.code, 'session_over', 'a session from before')
  assert.equal(await opens(PASSWORD), false)
  assert.equal(await opens(NEXT), true)
  const replayed = await redeem(token, undefined, 'walnut-harbor-moss-74')
  assert.deepEqual([replayed.status, replayed.body.code], [403, 'reset_invalid'])
  assert.equal((await site.browser().post('/password-resets/options', { token })).status, 403)
  assert.equal(await opens(NEXT), true)
  assert.equal((await site.w.entries('password_reset.made')).length, 1)
  const [entry] = await site.w.entries('password_reset.done')
  assert.equal(entry?.unmapped.detail?.['factor'], 'totp')
  assert.ok(!JSON.stringify(entry).includes(ready.person.slice(4)), 'the person is committed to')
})

test('of two who use a link at once one does', async (t) => {
  const { ready, make, redeem } = await scene(t)
  const codes = (await ready.browser.post('/me/factors/recovery-codes')).body.codes as string[]
  const { token } = await make()
  const both = await Promise.all(
    [NEXT, 'walnut-harbor-moss-74'].map((password, i) =>
      redeem(token, { kind: 'recovery', code: codes[i] }, password),
    ),
  )
  assert.deepEqual(both.map(({ status }) => status).sort(), [200, 403])
})

test('the link alone opens nothing, and neither does a factor alone, another’s or a used one', async (t) => {
  const { site, ready, make, code, redeem, opens } = await scene(t)
  const { token } = await make()
  const used = code()
  assert.equal((await redeem(token, { kind: 'totp', code: '000000' })).body.code, 'sign_in_refused')
  assert.equal((await redeem(token, { kind: 'recovery', code: 'ABCD-ABCD' })).body.code, 'sign_in_refused')
  const pending = site.browser()
  await pending.post('/sign-in', { userName: AIKO.userName, password: PASSWORD })
  assert.equal((await pending.post('/sign-in/totp', { code: used })).status, 200)
  assert.equal((await redeem(token, { kind: 'totp', code: used })).body.code, 'sign_in_refused', 'used')
  const stranger = new SoftAuthenticator(site.deps.site.origin)
  const asked = (await site.browser().post('/sign-in/passkey/options', {}))
    .body as unknown as PublicKeyCredentialRequestOptionsJSON
  const foreign = await redeem(token, { kind: 'passkey', response: stranger.get(asked) })
  assert.equal(foreign.body.code, 'sign_in_refused')
  for (const wrong of [`${token.slice(0, -1)}x`, 'azr_', token.replace('azr_', 'azi_')])
    assert.equal((await redeem(wrong)).body.code, 'reset_invalid')
  assert.equal(await opens(PASSWORD), true)
  assert.equal((await ready.browser.get('/me')).status, 200, 'attempts end nothing')
  assert.equal((await redeem(token)).status, 200, 'and the link is still good')
})

test('somebody else’s passkey does not do, although it is one of this tenant', async (t) => {
  const { site, ready, make, redeem, opens } = await scene(t)
  const own = new SoftAuthenticator(site.deps.site.origin)
  const asked = (await ready.browser.post('/me/factors/passkeys/options')).body
  await ready.browser.post('/me/factors/passkeys', { name: 'Key', response: own.create(asked as never) })
  const ben = { ...AIKO, name: 'Ben Okafor', userName: 'ben', email: 'ben@example.com' }
  const { link } = await invitePerson(site.deps, site.w.first, ben)
  const browser = site.browser()
  await browser.post('/invitations/redeem', { token: new URL(link).hash.slice(1) })
  const bens = new SoftAuthenticator(site.deps.site.origin)
  const making = (await browser.post('/me/factors/passkeys/options')).body
  const added = await browser.post('/me/factors/passkeys', {
    name: 'Key',
    response: bens.create(making as never),
  })
  assert.equal(added.status, 201, added.text)
  const { token } = await make()
  const { body } = await site.browser().post('/password-resets/options', { token })
  const response = bens.get(body.passkey as PublicKeyCredentialRequestOptionsJSON)
  assert.equal((await redeem(token, { kind: 'passkey', response })).body.code, 'sign_in_refused')
  assert.equal(await opens(PASSWORD), true)
})

test('guessing the second factor with a link is counted with guessing it at sign-in, and closes', async (t) => {
  const { site, make, code, redeem, opens } = await scene(t)
  site.rules.lockoutAfter = 4
  const { token } = await make()
  for (let i = 0; i < 4; i++) await redeem(token, { kind: 'totp', code: '000000' })
  const right = await redeem(token, { kind: 'totp', code: code() })
  assert.deepEqual([right.status, right.body.code], [429, 'sign_in_throttled'])
  assert.equal(await opens(PASSWORD), true, 'the first factor is another door')
})

test('a passkey or a recovery code is a factor too; a challenge is for one link and one time', async (t) => {
  const { site, ready, make, redeem, opens } = await scene(t)
  const key = new SoftAuthenticator(site.deps.site.origin)
  const making = (await ready.browser.post('/me/factors/passkeys/options')).body
  const added = await ready.browser.post('/me/factors/passkeys', {
    name: 'Key',
    response: key.create(making as never),
  })
  assert.equal(added.status, 201, added.text)
  const codes = (await ready.browser.post('/me/factors/recovery-codes')).body.codes as string[]
  const optionsOf = async (token: string) => {
    const { body } = await site.browser().post('/password-resets/options', { token })
    assert.deepEqual(body.factors, ['totp', 'passkey', 'recovery'])
    return body.passkey as PublicKeyCredentialRequestOptionsJSON
  }
  const first = await make()
  const before = key.get(await optionsOf(first.token))
  const { token } = await make()
  assert.equal((await redeem(first.token)).body.code, 'reset_invalid', 'another link takes its place')
  assert.equal((await redeem(token, { kind: 'passkey', response: before })).body.code, 'sign_in_refused')
  const atSignIn = (await site.browser().post('/sign-in/passkey/options', {})).body as never
  const forSignIn = key.get(atSignIn)
  assert.equal((await redeem(token, { kind: 'passkey', response: forSignIn })).body.code, 'sign_in_refused')
  const done = await redeem(token, { kind: 'passkey', response: key.get(await optionsOf(token)) })
  assert.equal(done.status, 200, done.text)
  assert.equal(await opens(NEXT), true)
  site.w.clock.ms += MINUTE
  const next = await make()
  const recovered = await redeem(next.token, { kind: 'recovery', code: codes[0] }, 'walnut-harbor-moss-74')
  assert.equal(recovered.status, 200, recovered.text)
  const third = await make()
  const again = await redeem(third.token, { kind: 'recovery', code: codes[0] }, 'silver-garden-lamp-52')
  assert.equal(again.body.code, 'sign_in_refused')
})

test('a password that is not good enough leaves link and factor as they were, and is judged after the factor', async (t) => {
  const { site, make, code, redeem } = await scene(t)
  site.rules.lockoutAfter = 3
  const { token } = await make()
  const guess = await redeem(token, { kind: 'totp', code: '000000' }, PASSWORD)
  assert.equal(guess.body.code, 'sign_in_refused', 'whether it was used before is told to nobody')
  const good = { kind: 'totp', code: code() }
  for (const [password, reason] of [
    [PASSWORD, 'used_before'],
    ['short', 'too_short'],
    [PASSWORD, 'used_before'],
    ['my.azukari.window', 'company_word'],
  ])
    assert.equal((await redeem(token, good, password)).body.reason, reason)
  assert.equal((await redeem(token, good)).status, 200)
})

test('a link is over after an hour, when its person changes the password, is suspended or leaves', async (t) => {
  const { site, ready, make, redeem } = await scene(t)
  const late = await make()
  site.w.clock.ms += 60 * MINUTE
  assert.equal((await redeem(late.token)).body.code, 'reset_invalid')
  const browser = await signIn(site, ready)
  const overtaken = await make()
  site.w.clock.ms += 1
  const changed = await browser.post('/me/password', { current: PASSWORD, new: NEXT })
  assert.equal(changed.status, 200, changed.text)
  assert.equal((await redeem(overtaken.token, undefined, 'walnut-harbor-moss-74')).body.code, 'reset_invalid')
  const last = await make()
  await suspendPerson(site.deps, site.w.first, ready.person)
  assert.equal((await redeem(last.token)).body.code, 'reset_invalid')
  await assert.rejects(make(), { code: 'person_state_wrong' })
})

test('nobody makes one for themselves, through a service or a key of theirs neither, nor for another tenant', async (t) => {
  const { site, ready, make } = await scene(t)
  const { w, deps } = site
  const path = `/people/${ready.person}/password-reset`
  const self = asPerson(site, ready.person)
  await assert.rejects(make(self), { code: 'own_account_refused' })
  const owned = await program(site, ['manage-people'], self)
  assert.equal((await owned.post(path)).body.code, 'own_account_refused', 'a service of one’s own')
  const { id, principal } = await createService(deps, w.first, { name: 'reception' })
  await createKey(deps, self, { service: id })
  const keyed: Caller = { ...w.first, principal, principalId: id, kind: 'service' }
  await assert.rejects(make(keyed), { code: 'own_account_refused' })
  const elsewhere = await program(site, ['manage-people'], w.second)
  assert.equal((await elsewhere.post(path)).body.code, 'person_not_found')
  const unallowed = await program(site, ['manage'], w.first)
  assert.equal((await unallowed.post(path)).body.code, 'action_denied')
  const invited = await invitePerson(deps, w.first, {
    ...AIKO,
    name: 'Ben Okafor',
    userName: 'ben',
    email: 'ben@example.com',
  })
  await assert.rejects(makePasswordReset(deps, w.first, invited.person), { code: 'person_state_wrong' })
  assert.equal(await w.count('identity.password_reset'), 0)
})

test('another site cannot use a link with somebody’s browser', async (t) => {
  const { site, make } = await scene(t)
  const { token } = await make()
  const other = site.browser()
  other.headers = { 'sec-fetch-site': 'cross-site' }
  assert.equal((await other.post('/password-resets/options', { token })).body.code, 'cross_site_refused')
})
