import assert from 'node:assert/strict'
import { test } from 'node:test'
import { testDatabase } from '../../../test/database.ts'
import { createGrant } from '../grants/create-grant.ts'
import { revokeGrant } from '../grants/revoke-grant.ts'
import { accessScene, testPolicy } from '../test-support/test-scene.ts'
import { explain } from './explain.ts'

test('who had access yesterday: by the grants of that instant, with what each of them says', async (t) => {
  const db = await testDatabase(t)
  const { deps, by, elsewhere, service, clock } = await accessScene(db.app, db.owner)
  const { id, caller } = await service('label printer')
  const scope = { principal: id, action: 'reveal', collection: 'orders', purpose: 'fulfilment' } as const
  const madeMs = clock.now()
  const wide = await createGrant(deps, by, { ...scope, fields: ['name', 'line1'] })
  const narrow = await createGrant(deps, by, { ...scope, fields: ['email'] })
  clock.ms += 1000
  const { revokedMs } = await revokeGrant(deps, by, wide.id)
  clock.ms += 1000
  const asked = { action: 'reveal', collection: 'orders', fields: ['name'], purpose: 'fulfilment' }
  const at = (atMs: number, tenant = by.tenant) =>
    explain(db.app.across.read, { tenant, principal: caller.principal }, { ...asked, atMs }, testPolicy)

  const then = await at(revokedMs - 1)
  assert.deepEqual(then.verdict, { allow: true, grant: wide.id })
  assert.deepEqual(
    [...then.considered].sort((a, b) => (a.answers < b.answers ? -1 : 1)),
    [
      { grant: wide.id, answers: 'allows' },
      { grant: narrow.id, answers: 'grant_without_field' },
    ],
  )
  const now = await at(revokedMs)
  assert.deepEqual(now, {
    verdict: {
      allow: false,
      code: 'grant_without_field',
      clause: 'A3',
      why: 'reveal on orders: no grant covers every field asked for',
    },
    considered: [{ grant: narrow.id, answers: 'grant_without_field' }],
  })
  const before = await at(madeMs - 1)
  assert.equal(before.verdict.allow || before.verdict.code, 'no_grant')
  assert.deepEqual((await at(revokedMs - 1, elsewhere.tenant)).considered, [])
})

test('an action that is not about a collection is explained too', async (t) => {
  const db = await testDatabase(t)
  const { deps, by, service, clock } = await accessScene(db.app, db.owner)
  const { id, caller } = await service('log reader')
  const who = { tenant: by.tenant, principal: caller.principal }
  const ask = (action: string) =>
    explain(db.app.across.read, who, { action, fields: [], atMs: clock.now() }, testPolicy)
  const made = await createGrant(deps, by, { principal: id, action: 'read-log' })
  assert.deepEqual((await ask('read-log')).verdict, { allow: true, grant: made.id })
  const { verdict } = await ask('manage')
  assert.equal(verdict.allow || verdict.clause, 'A2')
})
