import assert from 'node:assert/strict'
import { test } from 'node:test'
import { acknowledgeRoutes, type StoredFacts } from '../../policy/index.ts'
import { requestRoutes } from '../requests/request-routes.ts'
import { testHttp } from '../test-support/test-http.ts'
import { edited, filesOf, policyScene, WITH_ROLES } from '../test-support/test-policy-scene.ts'
import { policyChangeRoutes } from './policy-change-routes.ts'

const STORED: StoredFacts = { records: () => 5, values: () => 5, cells: () => 5 }

const serve = async (t: Parameters<typeof policyScene>[0]) => {
  const w = await policyScene(t, STORED)
  const routes = [
    ...policyChangeRoutes(w.requests),
    ...requestRoutes(w.requests),
    ...acknowledgeRoutes({ database: w.db.app, writer: w.writer, clock: w.clock }),
  ]
  const { authorities } = w.requests
  const authenticator = { authenticate: () => Promise.reject(new Error('no services here')) }
  const call = await testHttp(t, { authorities, authenticator, deps: w.access }, routes)
  const admin = await w.person('admin', ['administrator'])
  const owner = await w.person('owner', ['access-owner'])
  return { ...w, call, admin, owner }
}

test('a policy is planned, proposed, looked at and approved over HTTP', async (t) => {
  const { call, admin, owner } = await serve(t)
  const wrong = await call('POST', '/policy/plan', admin, { files: filesOf(edited('for: P90D', 'for: P9')) })
  const [problem] = wrong.body.problems as { file: string; line: number; code: string }[]
  assert.deepEqual(
    [wrong.status, problem?.file, problem?.code, wrong.body.changes],
    [200, 'policy.yaml', 'duration_invalid', undefined],
  )
  const files = filesOf(
    edited('reveal], purpose: support, classes: [contact]', 'reveal], purpose: support, fields: [name]'),
  )
  const plan = await call('POST', '/policy/plan', admin, { files })
  assert.deepEqual(
    (plan.body.changes as { kind: string; path: string }[]).map((c) => `${c.kind}:${c.path}`),
    ['staff-role-narrowed:support/orders/reveal/support/masked'],
  )
  assert.equal((await call('POST', '/policy/plan', owner, { files })).body.code, 'action_denied')
  const made = await call('POST', '/policy/proposals', admin, { files, reason: 'fewer fields' })
  assert.deepEqual([made.status, made.body.state], [201, 'open'])
  const list = await call('GET', '/policy/proposals', owner)
  assert.deepEqual(
    (list.body.proposals as { request: string }[]).map((p) => p.request),
    [made.body.request],
  )
  const shown = await call('GET', `/policy/proposals/${made.body.id}`, owner)
  const evidence = shown.body.evidence as { dryRun: object; decisions: { changes?: object[] } }
  assert.deepEqual([evidence.dryRun, evidence.decisions.changes], [{ version: 2 }, []])
  const [file] = shown.body.files as { name: string; before: string; after: string }[]
  assert.equal(file?.before, WITH_ROLES)
  const proposer = await call('GET', `/policy/proposals/${made.body.id}`, admin)
  assert.equal(proposer.status, 200)
  assert.equal(
    (await call('POST', `/policy/proposals/${made.body.id}/approve`, admin)).body.code,
    'action_denied',
  )
  const approved = await call('POST', `/policy/proposals/${made.body.id}/approve`, owner)
  assert.deepEqual([approved.status, approved.body.version], [200, 2])
  assert.deepEqual((await call('GET', '/policy/proposals', owner)).body.proposals, [])
  const again = await call('POST', `/policy/proposals/${made.body.id}/approve`, owner)
  assert.equal(again.body.code, 'request_not_open')
})

test('files that are no policy are refused, not read', async (t) => {
  const { call, admin } = await serve(t)
  const good = filesOf(WITH_ROLES)
  for (const files of [
    {},
    { 'policy.yaml': WITH_ROLES },
    { ...good, '../etc/passwd': 'x' },
    { ...good, 'rules/../../x.yaml': 'x' },
    { ...good, __proto__x: 'x' },
  ]) {
    const reply = await call('POST', '/policy/plan', admin, { files })
    assert.deepEqual([reply.status, reply.body.code], [422, 'policy_files_invalid'])
  }
  const large = await call('POST', '/policy/plan', admin, {
    files: { ...good, 'rules/a.yaml': 'x'.repeat(2_000_000) },
  })
  assert.equal(large.status, 422)
  const huge = await call('POST', '/policy/plan', admin, {
    files: { ...good, 'rules/a.yaml': 'x'.repeat(4_000_000) },
  })
  assert.equal(huge.status, 413)
})

test('each accepts for themselves, and who may see access sees who did', async (t) => {
  const { call, admin, owner } = await serve(t)
  const accepted = await call('POST', '/policy/acknowledgements', admin, { version: 1, lang: 'en' })
  assert.equal(accepted.status, 200)
  assert.equal(
    (await call('POST', '/policy/acknowledgements', admin, { version: 9, lang: 'en' })).body.code,
    'policy_version_unknown',
  )
  await call('POST', '/policy/acknowledgements', owner, { version: 1, lang: 'ja' })
  const first = await call('GET', '/policy/acknowledgements?limit=1', owner)
  const rest = await call('GET', `/policy/acknowledgements?after=${first.body.next}`, owner)
  const people = [first, rest].flatMap((r) => (r.body.items as { person: string }[]).map((i) => i.person))
  assert.deepEqual([...people].sort(), [admin.id, owner.id].sort())
  assert.equal(rest.body.next, undefined)
})
