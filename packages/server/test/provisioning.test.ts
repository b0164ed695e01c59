import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { approveRequest, createRequest } from '../src/access/index.ts'
import type { App } from '../src/app.ts'
import { enrolDevice, enrolOptions } from '../src/identity/devices/enrol-device.ts'
import { operatorCaller } from '../src/identity/index.ts'
import { personCaller } from '../src/identity/people/person-id.ts'
import { createScimToken } from '../src/identity/scim/scim-tokens.ts'
import { isAzukariError } from '../src/platform/errors.ts'
import { acknowledge } from '../src/policy/acknowledge/acknowledge.ts'
import { SoftAuthenticator } from './people/authenticator.ts'
import { type Staff, type StaffApp, staffApp } from './staff-app.ts'

// The program whole: what is asked for over HTTP or by SCIM, approved by another person, and what follows.

let site: StaffApp
let app: App
let admin: Staff
let owner: Staff

before(async () => {
  site = await staffApp()
  app = site.app
  admin = await site.staff('anna.admin', ['administrator'])
  owner = await site.staff('olga.owner', ['access-owner'])
})

after(() => site?.close())

const call: StaffApp['call'] = (...request) => site.call(...request)

test('a group that stands for a role: mapped by an approval, followed by the directory’s word', async () => {
  const by = operatorCaller(app.tenant.tenant, app.tenant.id)
  const { token } = await createScimToken(app.provisioning.scim, by, { title: 'Company directory' })
  const scim = async (method: string, path: string, body?: unknown) => {
    const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/scim+json' }
    const init = body === undefined ? {} : { body: JSON.stringify(body) }
    const response = await fetch(`${site.url}/scim/v2${path}`, { method, headers, ...init })
    // biome-ignore lint/suspicious/noExplicitAny: as above
    return (await response.json().catch(() => undefined)) as any
  }
  const user = await scim('POST', '/Users', {
    userName: 'sara.support@example.com',
    displayName: 'Sara Support',
  })
  const group = await scim('POST', '/Groups', { displayName: 'Support', members: [{ value: user.id }] })
  const roles = async () =>
    (await app.people.roles.of(app.tenant.tenant, [Buffer.from(user.id.slice(4), 'hex')])).get(user.id) ?? []
  const payload = { change: 'map', group: group.id, role: 'support' }
  const asked = await createRequest(app.requests, admin.caller, {
    kind: 'group-role',
    payload,
    reason: 'They answer customers.',
  })
  assert.equal(asked.state, 'open')
  assert.deepEqual(await roles(), [])
  await assert.rejects(approveRequest(app.requests, admin.caller, asked.id), (e) => isAzukariError(e))
  await approveRequest(app.requests, owner.caller, asked.id)
  assert.deepEqual(await roles(), [], 'not before they have accepted the policy')
  const person = Buffer.from(user.id.slice(4), 'hex')
  const caller = personCaller(app.tenant.tenant, app.tenant.id, person)
  const { acknowledged } = app.provisioning
  await acknowledge({ writer: app.writers.app, clock: app.clock, acknowledged }, caller, 1, 'en')
  assert.deepEqual(await roles(), ['support'])
  const remove = {
    schemas: ['urn:ietf:params:scim:api:messages:2.0:PatchOp'],
    Operations: [{ op: 'remove', path: 'members' }],
  }
  await scim('PATCH', `/Groups/${group.id}`, remove)
  assert.deepEqual(await roles(), [])
  const add = { ...remove, Operations: [{ op: 'add', path: 'members', value: [{ value: user.id }] }] }
  await scim('PATCH', `/Groups/${group.id}`, add)
  assert.deepEqual(await roles(), ['support'])
  await scim('DELETE', `/Users/${user.id}`)
  assert.deepEqual(await roles(), [])
})

test('a network: asked for, approved by another who still gets in, in force before sign-in', async () => {
  const refused = await call(owner, 'POST', '/v1/networks', {
    network: '198.51.100.0/24',
    scope: 'all',
    reason: 'Office',
  })
  assert.equal(refused.status, 403, 'approving is not proposing')
  const wrong = await call(admin, 'POST', '/v1/networks', {
    network: '203.0.113.0/24',
    scope: 'all',
    reason: 'Elsewhere',
  })
  assert.equal(wrong.status, 201, JSON.stringify(wrong.body))
  const locked = await call(owner, 'POST', `/v1/requests/${wrong.body.id}/approve`, {})
  assert.deepEqual([locked.status, locked.body.code], [409, 'network_locks_out'])
  const office = await call(admin, 'POST', '/v1/networks', {
    network: '198.51.100.0/24',
    scope: 'all',
    reason: 'Office',
  })
  assert.equal((await call(admin, 'POST', `/v1/requests/${office.body.id}/approve`, {})).status, 403)
  const approved = await call(owner, 'POST', `/v1/requests/${office.body.id}/approve`, {})
  assert.equal(approved.status, 200, JSON.stringify(approved.body))

  assert.equal((await call(admin, 'GET', '/v1/me')).status, 200)
  const outside = await call(admin, 'GET', '/v1/me', undefined, '203.0.113.5')
  assert.deepEqual([outside.status, outside.body.code, outside.body.clause], [403, 'network_refused', 'A1'])
  const knocking = await call(admin, 'POST', '/v1/sign-in', { userName: 'x', password: 'y' }, '203.0.113.5')
  assert.equal(knocking.body.code, 'network_refused', 'before anybody is asked who they are')
  const scim = await fetch(`${site.url}/scim/v2/Users`, { headers: { 'x-forwarded-for': '203.0.113.5' } })
  assert.equal(scim.status, 403)
  assert.match(scim.headers.get('content-type') ?? '', /scim\+json/)
  const listed = await call(admin, 'GET', '/v1/networks')
  assert.equal(listed.body.items.length, 1)
  const gone = await call(admin, 'POST', `/v1/networks/${listed.body.items[0].id}/remove`, {
    reason: 'Moved',
  })
  assert.equal((await call(owner, 'POST', `/v1/requests/${gone.body.id}/approve`, {})).status, 200)
  assert.equal((await call(admin, 'GET', '/v1/me', undefined, '203.0.113.5')).status, 200)
})

test('somebody is off-boarded over HTTP, and their sessions are over', async () => {
  const leaving = await site.staff('lena.leaver', [])
  assert.equal((await call(leaving, 'GET', '/v1/me')).status, 200)
  const path = `/v1/people/${leaving.caller.principalId}/off-board`
  assert.equal((await call(leaving, 'POST', path, { reason: 'x' })).status, 403)
  const done = await call(admin, 'POST', path, { reason: 'Contract ended' })
  assert.equal(done.status, 200, JSON.stringify(done.body))
  assert.deepEqual(done.body.tasks.map((task: { system: string }) => task.system).sort(), [
    'cards',
    'cloud',
    'forge',
    'mail',
  ])
  assert.deepEqual([done.body.ended.sessions, done.body.ended.scimTokens], [1, 0])
  assert.equal((await call(leaving, 'GET', '/v1/me')).status, 401)
  assert.equal((await call(admin, 'POST', path, { reason: 'x' })).status, 409)
  const own = await call(admin, 'POST', `/v1/people/${admin.caller.principalId}/off-board`, { reason: 'x' })
  assert.equal(own.body.code, 'own_account_refused')
  const listed = await call(owner, 'GET', '/v1/leavers')
  const leaver = listed.body.items.find(
    (one: { person: string }) => one.person === leaving.caller.principalId,
  )
  assert.equal(leaver.reason, 'Contract ended')
  const confirmed = await call(
    admin,
    'POST',
    `/v1/leavers/${leaver.id}/tasks/${leaver.tasks[0].id}/confirm`,
    { evidence: 'Card returned' },
  )
  assert.equal(confirmed.status, 200, JSON.stringify(confirmed.body))
})

// Last: from here on people without a device are let in nowhere else.
test('a device: enrolled, approved by another, and asked for from then on', async () => {
  const { devices } = app.provisioning
  const laptop = new SoftAuthenticator(app.people.site.origin)
  const response = laptop.create(await enrolOptions(devices, owner.caller))
  const made = await enrolDevice(devices, owner.caller, { name: 'Blue laptop', response })
  const [request] = (await call(owner, 'GET', '/v1/requests?state=open')).body.items.filter(
    (one: { id: string }) => one.id === made.request,
  )
  assert.equal(request.kind, 'device')
  assert.equal((await call(owner, 'POST', `/v1/requests/${made.request}/approve`, {})).status, 403)
  const second = await site.staff('otto.owner', ['access-owner'])
  const approved = await call(second, 'POST', `/v1/requests/${made.request}/approve`, {})
  assert.equal(approved.status, 200, JSON.stringify(approved.body))
  assert.equal((await call(second, 'GET', '/v1/networks')).body.code, 'device_needed')
  assert.equal((await call(owner, 'GET', '/v1/networks')).body.code, 'device_needed')
  const options = (await call(owner, 'POST', '/v1/me/devices/confirm/options')).body
  const confirmed = await call(owner, 'POST', '/v1/me/devices/confirm', { response: laptop.get(options) })
  assert.equal(confirmed.status, 200, JSON.stringify(confirmed.body))
  assert.equal((await call(owner, 'GET', '/v1/networks')).status, 200)
  assert.equal((await call(second, 'GET', '/v1/networks')).body.code, 'device_needed')
})
