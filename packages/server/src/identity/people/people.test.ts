import assert from 'node:assert/strict'
import { test } from 'node:test'
import {
  AIKO,
  codeAt,
  enrol,
  MINUTE,
  PASSWORD,
  type PeopleSite,
  peopleSite,
} from '../../../test/people/people-site.ts'
import type { TestBrowser } from '../../../test/people/test-browser.ts'
import type { Action } from '../../access/index.ts'
import type { Caller } from '../../platform/route.ts'
import { createKey, createService, PasswordHasher } from '../index.ts'
import { invitePerson } from './invite-person.ts'

const BEN = { name: 'Ben Okafor', userName: 'ben.okafor', email: 'ben@example.com', locale: 'en' }
const BENS = 'copper-window-rain-41'
const DAY = 24 * 60 * MINUTE

/** A program with these actions in a tenant, as far as its requests go. */
async function program(site: PeopleSite, actions: readonly string[], by: Caller = site.w.first) {
  const { id, principal } = await createService(site.deps, by, {
    name: `console of ${actions.join(' ')} ${by.tenant}`,
  })
  const { key } = await createKey(site.deps, by, { service: id })
  const to: Caller = { ...by, principal, principalId: id, kind: 'service' }
  for (const action of actions) await site.w.grant(to, { action: action as Action })
  const browser = site.browser()
  browser.headers = { authorization: `Bearer ${key}` }
  return browser
}

async function join(site: PeopleSite, link: string): Promise<TestBrowser & { secret?: string }> {
  const browser = site.browser()
  const token = new URL(link).hash.slice(1)
  const redeemed = await browser.post('/invitations/redeem', { token, password: BENS })
  assert.equal(redeemed.status, 200, redeemed.text)
  return Object.assign(browser, { secret: await enrol(browser, site.w.clock.ms) })
}

test('an invitation makes an account that can do nothing until its person took it and added a factor', async (t) => {
  const site = await peopleSite(t)
  const manager = await program(site, ['manage-people', 'read-access'])
  const made = await manager.post('/people/invitations', { ...BEN, roles: ['support'] })
  assert.equal(made.status, 201, made.text)
  assert.match(String(made.body.link), new RegExp(`^${site.url}/invitation#azi_`))
  assert.deepEqual(
    site.assigned.map(({ roles, reason }) => [roles, reason]),
    [[['support'], 'invitation']],
  )
  assert.equal(
    (await site.browser().post('/sign-in', { userName: BEN.userName, password: BENS })).status,
    401,
  )

  const weak = await site.browser().post('/invitations/redeem', {
    token: new URL(String(made.body.link)).hash.slice(1),
    password: 'ben.okafor.ben',
  })
  assert.equal(weak.body.code, 'password_refused', 'and the invitation stays good')
  const browser = await join(site, String(made.body.link))
  assert.equal((await browser.get('/me')).body.mustEnrol, false)
  const twice = await site
    .browser()
    .post('/invitations/redeem', { token: new URL(String(made.body.link)).hash.slice(1), password: BENS })
  assert.equal(twice.body.code, 'invitation_invalid')

  const listed = await manager.get('/people')
  assert.equal(listed.status, 200, listed.text)
  const [ben] = listed.body.items as Record<string, unknown>[]
  assert.deepEqual(
    [ben?.name, ben?.state, ben?.source, ben?.factors],
    [BEN.name, 'active', 'invitation', ['totp']],
  )
  const events = (await site.w.entries()).map((e) => e.unmapped.event)
  for (const event of ['invitation.made', 'invitation.redeemed', 'person.activated'])
    assert.ok(events.includes(event))
})

test('an invitation ends: by time, by another one, and with the account', async (t) => {
  const site = await peopleSite(t)
  const manager = await program(site, ['manage-people'])
  const first = await manager.post('/people/invitations', BEN)
  const token = new URL(String(first.body.link)).hash.slice(1)
  const again = await manager.post(`/people/${first.body.person}/invite-again`)
  assert.equal(again.status, 201, again.text)
  assert.equal(
    (await site.browser().post('/invitations/redeem', { token })).body.code,
    'invitation_invalid',
    'withdrawn',
  )
  site.w.clock.ms += 3 * DAY
  const late = new URL(String(again.body.link)).hash.slice(1)
  assert.equal(
    (await site.browser().post('/invitations/redeem', { token: late })).body.code,
    'invitation_invalid',
    'expired',
  )
  const third = await manager.post(`/people/${first.body.person}/invite-again`)
  await join(site, String(third.body.link))
  const taken = await manager.post(`/people/${first.body.person}/invite-again`)
  assert.equal(
    taken.body.code,
    'person_state_wrong',
    'whoever came is not invited again: the link would open their account',
  )
})

/** Lets nobody on before three are there: all of them have found the link good by then. */
class Together extends PasswordHasher {
  #come = 0
  #all = Promise.withResolvers<void>()
  override async hash(...of: Parameters<PasswordHasher['hash']>) {
    if (++this.#come % 3 === 0) {
      this.#all.resolve()
      this.#all = Promise.withResolvers()
    } else await this.#all.promise
    return super.hash(...of)
  }
}

test('of those who take an invitation, or the set-up link, at the same moment one gets it', async (t) => {
  const passwords = new Together({ memoryKiB: 64, passes: 1 })
  const site = await peopleSite(t, { deps: { passwords } })
  const { link } = await invitePerson(site.deps, site.w.first, BEN)
  const token = new URL(link).hash.slice(1)
  const taking = () => site.browser().post('/invitations/redeem', { token, password: BENS })
  const taken = await Promise.all([taking(), taking(), taking()])
  assert.deepEqual(taken.map(({ status }) => status).sort(), [200, 403, 403])

  const setup = await site.setupToken()
  const setUp = (i: number) => {
    const own = { ...AIKO, userName: `a.tanabe${i}`, email: `a${i}@example.com` }
    return site.browser().post('/setup/person', { ...own, token: setup, password: PASSWORD })
  }
  const made = await Promise.all([setUp(1), setUp(2), setUp(3)])
  assert.deepEqual(made.map(({ status }) => status).sort(), [201, 403, 403])
  assert.equal(await site.w.count('identity.person', `source = 'setup'`), 1)
})

test('half-made accounts are open for an hour, and then for nobody', async (t) => {
  const site = await peopleSite(t)
  const made = await invitePerson(site.deps, site.w.first, BEN)
  const browser = site.browser()
  await browser.post('/invitations/redeem', { token: new URL(made.link).hash.slice(1), password: BENS })
  site.w.clock.ms += 30 * MINUTE
  const again = await site.browser().post('/sign-in', { userName: BEN.userName, password: BENS })
  assert.deepEqual(again.body, { state: 'enrol_needed', factors: [] })
  site.w.clock.ms += 31 * MINUTE
  assert.equal(
    (await site.browser().post('/sign-in', { userName: BEN.userName, password: BENS })).status,
    401,
  )
})

test('names: generic, invisible, taken and malformed ones are refused without being repeated', async (t) => {
  const site = await peopleSite(t)
  const manager = await program(site, ['manage-people'])
  assert.equal((await manager.post('/people/invitations', BEN)).status, 201)
  const wrong: [string, object][] = [
    ['person_name_generic', { name: 'Shared Account' }],
    ['person_name_generic', { name: '共有アカウント' }],
    ['person_name_generic', { userName: 'admin' }],
    ['person_name_generic', { userName: 'test-user2' }],
    ['person_name_generic', { email: 'info@example.com' }],
    ['person_name_invalid', { name: 'B\u200ben' }],
    ['person_name_invalid', { name: '\u202eneB' }],
    ['person_name_invalid', { name: '12345' }],
    ['person_name_invalid', { userName: 'ben okafor' }],
    ['person_name_invalid', { userName: 'b\u0435n.okafor' }],
    ['person_name_invalid', { email: 'ben@localhost' }],
    ['user_name_taken', { email: 'BEN@example.com', userName: 'other.one' }],
    ['user_name_taken', { email: 'other@example.com', userName: 'BEN.okafor' }],
    ['locale_invalid', { zone: 'Mars/Olympus', userName: 'other.one', email: 'other@example.com' }],
  ]
  for (const [code, change] of wrong) {
    const answer = await manager.post('/people/invitations', { ...BEN, ...change })
    assert.equal(answer.body.code, code, JSON.stringify(change))
    for (const value of Object.values(change)) assert.ok(!answer.text.includes(value), 'not repeated')
  }
  // Words that say nothing in the name of a service are names of people.
  const short = { name: 'An To', userName: 'an.to', email: 'an.to@example.com', locale: 'en' }
  assert.equal((await manager.post('/people/invitations', short)).status, 201)
})

test('a suspended person is out at once, on every server, and comes back by signing in', async (t) => {
  const site = await peopleSite(t)
  const manager = await program(site, ['manage-people', 'read-access'])
  const made = await manager.post('/people/invitations', BEN)
  const browser = await join(site, String(made.body.link))
  const elsewhere = await site.another()
  const ask = async () =>
    (await fetch(`${elsewhere}/v1/me`, { headers: { cookie: browser.cookie() } })).status
  assert.equal(await ask(), 200)
  const sessions = await manager.get(`/people/${made.body.person}/sessions`)
  assert.equal((sessions.body.items as unknown[]).length, 1)

  const suspended = await manager.post(`/people/${made.body.person}/suspend`)
  assert.deepEqual(suspended.body, { id: made.body.person, ended: 1 })
  assert.equal(await ask(), 401)
  assert.equal((await browser.get('/me')).body.code, 'session_over')
  site.w.clock.ms += MINUTE
  assert.equal(
    (await site.browser().post('/sign-in', { userName: BEN.userName, password: BENS })).status,
    401,
  )
  assert.equal((await manager.post(`/people/${made.body.person}/suspend`)).body.code, 'person_state_wrong')

  assert.equal((await manager.post(`/people/${made.body.person}/resume`)).status, 200)
  assert.equal((await browser.get('/me')).body.code, 'session_over', 'the old session stays over')
  assert.equal((await browser.post('/sign-in', { userName: BEN.userName, password: BENS })).status, 200)
  assert.equal(
    (await browser.post('/sign-in/totp', { code: codeAt(String(browser.secret), site.w.clock.ms) })).status,
    200,
  )
  const ended = await manager.post(`/people/${made.body.person}/sessions/revoke`)
  assert.deepEqual(ended.body, { ended: 1 })
  assert.equal((await browser.get('/me')).status, 401)
})

test('only who may sees people and looks after them, and only those of the own tenant', async (t) => {
  const site = await peopleSite(t)
  const manager = await program(site, ['manage-people', 'read-access'])
  const { person } = (await manager.post('/people/invitations', BEN)).body
  const nobody = await program(site, ['read-status'])
  const reader = await program(site, ['read-access'])
  const stranger = await program(site, ['manage-people', 'read-access'], site.w.second)
  const asked: ['get' | 'post', string, object | undefined][] = [
    ['get', '/people', undefined],
    ['get', `/people/${person}`, undefined],
    ['get', `/people/${person}/sessions`, undefined],
    ['post', '/people/invitations', BEN],
    ['post', `/people/${person}/suspend`, undefined],
    ['post', `/people/${person}/resume`, undefined],
    ['post', `/people/${person}/invite-again`, undefined],
    ['post', `/people/${person}/sessions/revoke`, undefined],
  ]
  for (const [method, path, body] of asked) {
    assert.equal((await nobody[method](path, body as never)).body.code, 'action_denied', path)
    assert.equal((await site.browser()[method](path, body as never)).status, 401, path)
    const seen = path === '/people' || path === `/people/${person}`
    assert.equal((await reader[method](path, body as never)).status, seen ? 200 : 403, path)
    if (path.includes(String(person))) {
      assert.equal((await stranger[method](path, body as never)).body.code, 'person_not_found', path)
    }
  }
  assert.deepEqual((await stranger.get('/people')).body.items, [])
  // The same names are free in another tenant, and neither sees the other's.
  assert.equal((await stranger.post('/people/invitations', BEN)).status, 201)
  assert.equal(
    (await manager.get('/people/per_00000000000000000000000000000000')).body.code,
    'person_not_found',
  )
})

test('people come a page at a time, each once', async (t) => {
  const site = await peopleSite(t)
  const manager = await program(site, ['manage-people', 'read-access'])
  for (let i = 0; i < 5; i++) {
    site.w.clock.ms += 1
    await invitePerson(site.deps, site.w.first, {
      ...BEN,
      userName: `ben.${i}x`,
      email: `ben${i}@example.com`,
    })
  }
  const seen: unknown[] = []
  for (let after: unknown, turn = 0; turn < 5; turn++) {
    const { body } = await manager.get(`/people?limit=2${after === undefined ? '' : `&after=${after}`}`)
    seen.push(...(body.items as { userName: string }[]).map(({ userName }) => userName))
    after = body.next
    if (after === undefined) break
  }
  assert.deepEqual(seen, ['ben.0x', 'ben.1x', 'ben.2x', 'ben.3x', 'ben.4x'])
  assert.deepEqual((await manager.get('/people?state=active')).body.items, [])
})

test('a person changes their own name and zone, and sees and ends only their own sessions', async (t) => {
  const site = await peopleSite(t)
  const { browser } = await site.setUp()
  const made = await invitePerson(site.deps, site.w.first, BEN)
  const ben = await join(site, made.link)
  assert.deepEqual((await browser.put('/me', { name: 'Tanabe Aiko', zone: 'Europe/Paris' })).body, {
    name: 'Tanabe Aiko',
    locale: AIKO.locale,
    zone: 'Europe/Paris',
  })
  assert.equal((await browser.put('/me', { name: 'Administrator' })).body.code, 'person_name_generic')
  assert.equal((await browser.put('/me', { zone: 'Nowhere' })).body.code, 'locale_invalid')
  const { items } = (await ben.get('/me/sessions')).body as {
    items: { id: string; address: string; agent: string }[]
  }
  assert.deepEqual([items[0]?.address, items[0]?.agent], ['127.0.0.1', 'test browser'])
  assert.equal((await browser.post(`/me/sessions/${items[0]?.id}/revoke`)).body.code, 'session_not_found')
  assert.equal((await ben.get('/me')).status, 200)
  assert.equal(
    (await site.browser().post('/sign-in', { userName: AIKO.userName, password: PASSWORD })).status,
    200,
  )
})
