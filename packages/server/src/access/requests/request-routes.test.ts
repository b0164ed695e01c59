import assert from 'node:assert/strict'
import { test } from 'node:test'
import { testDatabase } from '../../../test/database.ts'
import { identityRoutes } from '../../identity/index.ts'
import { accessRoutes } from '../routes.ts'
import { testHttp } from '../test-support/test-http.ts'
import { accessScene } from '../test-support/test-scene.ts'

const serve = async (t: Parameters<typeof testHttp>[0]) => {
  const db = await testDatabase(t)
  const scene = await accessScene(db.app, db.owner)
  const call = await testHttp(t, scene, [
    ...identityRoutes(scene.identity),
    ...accessRoutes(scene.requests, scene.identity),
  ])
  const admin = await scene.person('admin', ['administrator'])
  const owner = await scene.person('owner', ['access-owner'])
  const helper = await scene.person('helper', ['support'])
  const printer = await scene.service('label printer')
  const scope = { action: 'reveal', collection: 'orders', fields: ['name'], purpose: 'fulfilment' }
  return { ...scene, call, admin, owner, helper, printer, scope }
}

type Items = { items: Record<string, unknown>[]; next?: string }

test('a grant is asked for, found in the inbox, approved, listed and explained, over HTTP', async (t) => {
  const { call, admin, owner, helper, printer, scope } = await serve(t)
  const asked = await call('POST', '/grants', admin, { principal: printer.id, ...scope })
  assert.deepEqual([asked.status, asked.body.state, asked.body.id], [202, 'open', undefined])
  const id = asked.body.request as string
  const inbox = async (who = owner) => (await call('GET', '/requests?approvable=true', who)).body as Items
  const [waiting] = (await inbox()).items
  assert.deepEqual(
    [waiting?.id, waiting?.kind, waiting?.approvable, waiting?.requestedBy],
    [id, 'grant', true, admin.id],
  )
  assert.deepEqual((await inbox(admin)).items, [])
  assert.equal((await call('GET', `/requests/${id}`, helper)).status, 404)
  assert.equal((await call('POST', `/requests/${id}/approve`, helper)).body.code, 'action_denied')
  assert.equal((await call('POST', `/requests/${id}/approve`, printer.key)).body.code, 'person_needed')
  const done = await call('POST', `/requests/${id}/approve`, owner, { note: 'as agreed' })
  assert.deepEqual([done.status, done.body.state], [200, 'approved'])
  const shown = await call('GET', `/requests/${id}`, admin)
  assert.deepEqual(
    [shown.body.decidedBy, shown.body.note, shown.body.approvable],
    [owner.id, 'as agreed', false],
  )
  const grants = await call('GET', '/grants', owner)
  assert.deepEqual(
    (grants.body.grants as Record<string, unknown>[]).map((g) => [g.madeBy, g.approvedBy, g.request]),
    [[admin.id, owner.id, id]],
  )
  const why = await call('POST', '/access/explain', owner, { principal: printer.id, ...scope })
  assert.equal(why.body.allowed, true)
  assert.deepEqual((await inbox()).items, [])
})

test('roles are listed, asked for, assigned and taken away', async (t) => {
  const { call, admin, owner, helper, clock } = await serve(t)
  const roles = await call('GET', '/roles', owner)
  assert.deepEqual(
    (roles.body as Items).items.map((r) => r.name),
    ['access-owner', 'administrator', 'support', 'auditor'],
  )
  // Ids follow the clock.
  clock.ms += 1
  const payload = { principal: helper.id, role: 'auditor' }
  const asked = await call('POST', '/requests', admin, {
    kind: 'assignment',
    payload,
    reason: 'the yearly audit',
  })
  assert.equal(asked.status, 201)
  assert.equal((await call('GET', '/assignments', helper)).status, 403)
  await call('POST', `/requests/${asked.body.id}/approve`, owner)
  const list = async () =>
    ((await call('GET', `/assignments?principal=${helper.id}&live=true`, owner)).body as Items).items
  const [, second] = await list()
  assert.deepEqual([second?.role, second?.approvedBy, second?.madeBy], ['auditor', owner.id, admin.id])
  assert.equal((await call('GET', '/assignments', helper)).status, 200, 'an auditor may')
  const what = await call('GET', `/access/what?principal=${helper.id}`, owner)
  assert.ok((what.body.actions as { action: string }[]).some((a) => a.action === 'read-log'))
  assert.equal((await call('POST', `/assignments/${second?.id}/revoke`, owner)).status, 200)
  assert.equal((await list()).length, 1)
  assert.equal((await call('GET', '/assignments', helper)).status, 403)
  const unknown = await call('POST', '/requests', admin, {
    kind: 'assignment',
    payload: { ...payload, role: 'king' },
  })
  assert.deepEqual([unknown.status, unknown.body.code], [422, 'role_unknown'])
})

test('who asked takes it back; who may not see it does not learn that it is there', async (t) => {
  const { call, admin, owner, helper, printer, scope, service, elsewhere } = await serve(t)
  const asked = await call('POST', '/grants', admin, { principal: printer.id, ...scope })
  const path = `/requests/${asked.body.request}`
  assert.equal((await call('POST', `${path}/withdraw`, owner)).status, 404)
  assert.equal((await call('POST', `${path}/withdraw`, admin)).body.state, 'withdrawn')
  assert.equal((await call('POST', `${path}/approve`, owner)).body.code, 'request_not_open')
  const stranger = await service('label printer', elsewhere)
  assert.equal((await call('GET', path, stranger.key)).status, 404)
  assert.equal((await call('GET', path, helper)).status, 404)
  const pages: string[] = []
  for (let i = 0; i < 3; i++) await call('POST', '/grants', admin, { principal: printer.id, ...scope })
  for (let after: string | undefined, more = true; more; ) {
    const page = (await call('GET', `/requests?mine=true&limit=2${after ? `&after=${after}` : ''}`, admin))
      .body as Items
    pages.push(...page.items.map((r) => r.id as string))
    after = page.next
    more = after !== undefined
  }
  assert.equal(new Set(pages).size, 4)
  assert.deepEqual(((await call('GET', '/requests?state=withdrawn', owner)).body as Items).items.length, 1)
})

test('hostile bodies are refused', async (t) => {
  const { call, admin, printer, scope } = await serve(t)
  for (const body of [
    {},
    { kind: 'grant' },
    { kind: 'grant', payload: [] },
    { kind: 'grant', payload: { principal: 'per_x', ...scope } },
    { kind: 'grant', payload: { principal: printer.id, ...scope, approved_by: 'per_1' } },
    { kind: '__proto__', payload: {} },
    { kind: 'grant', payload: { principal: printer.id, ...scope }, reason: 'x'.repeat(5000) },
  ]) {
    const reply = await call('POST', '/requests', admin, body)
    assert.equal(reply.status, 422, JSON.stringify(body).slice(0, 80))
  }
  const emergency = {
    kind: 'grant',
    payload: { principal: printer.id, ...scope },
    emergency: true,
    reason: 'now',
  }
  assert.equal((await call('POST', '/requests', admin, emergency)).body.code, 'emergency_refused')
})
