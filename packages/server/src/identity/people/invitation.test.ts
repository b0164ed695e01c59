import assert from 'node:assert/strict'
import { test } from 'node:test'
import { BEN, BENS, join } from '../../../test/people/invited.ts'
import { AIKO, MINUTE, PASSWORD, peopleSite } from '../../../test/people/people-site.ts'
import { program } from '../../../test/people/program.ts'
import { PasswordHasher } from '../index.ts'
import { invitePerson } from './invite-person.ts'
import { resumePerson, suspendPerson } from './suspend-person.ts'

const DAY = 24 * 60 * MINUTE

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

test('the invitation of somebody who was suspended, or came another way, opens nothing', async (t) => {
  const site = await peopleSite(t)
  const { link, person } = await invitePerson(site.deps, site.w.first, BEN)
  const token = new URL(link).hash.slice(1)
  const take = async () =>
    (await site.browser().post('/invitations/redeem', { token, password: BENS })).body.code
  await suspendPerson(site.deps, site.w.first, person)
  assert.equal(await take(), 'invitation_invalid')
  assert.equal(await site.w.count('identity.password'), 0)
  await resumePerson(site.deps, site.w.first, person)
  // As a provider leaves somebody whom it let in.
  await site.w.db.owner.read.query({ text: `UPDATE identity.person SET state = 'active', active_ms = 1` })
  assert.equal(await take(), 'invitation_invalid')
  assert.equal(await site.w.count('identity.session'), 0)
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
    ['user_name_invalid', { userName: 'ben okafor' }],
    ['user_name_invalid', { userName: 'b\u0435n.okafor' }],
    ['email_invalid', { email: 'ben@localhost' }],
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
