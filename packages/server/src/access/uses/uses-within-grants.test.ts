import assert from 'node:assert/strict'
import { test } from 'node:test'
import { testDatabase } from '../../../test/database.ts'
import { caseChecks } from '../cases/case-checks.ts'
import { createGrant } from '../grants/create-grant.ts'
import { revokeGrant } from '../grants/revoke-grant.ts'
import { accessScene } from '../test-support/test-scene.ts'

test('every use that the log tells of is held against the grant that it names', async (t) => {
  const db = await testDatabase(t)
  const { by, clock, deps, service, elsewhere } = await accessScene(db.app, db.owner)
  const printer = await service('label printer')
  const scope = {
    principal: printer.id,
    action: 'reveal',
    collection: 'orders',
    purpose: 'fulfilment',
  } as const
  const { id } = await createGrant(deps, by, { ...scope, fields: ['name', 'email'] })
  const check = caseChecks.find((one) => one.name === 'access.uses-within-grants')
  const state = async () => {
    await db.owner.read.query({ text: 'UPDATE access.log_position SET read_ms = $1' }, [clock.ms])
    return (await check?.measure({ read: db.app.across.read, clock }))?.state
  }
  const used = async (
    change: { fields?: string[]; purposes?: string[]; last?: number; by?: string; tenant?: number } = {},
  ) => {
    await db.owner.read.query({ text: 'DELETE FROM access.grant_use' })
    const {
      fields = ['name'],
      purposes = ['fulfilment'],
      last = clock.ms,
      by: held = id,
      tenant = by.tenant,
    } = change
    await db.owner.read.query(
      {
        text: 'INSERT INTO access.grant_use (tenant, held_by, uses, last_ms, fields, purposes) VALUES ($1, $2, 1, $3, $4, $5)',
      },
      [tenant, held, last, fields, purposes],
    )
    return state()
  }
  assert.equal(await state(), 'satisfied')
  assert.equal(await used(), 'satisfied')
  assert.equal(await used({ fields: [], purposes: [] }), 'satisfied')
  assert.equal(await used({ fields: ['name', 'line1'] }), 'violated')
  assert.equal(await used({ purposes: ['tax', 'fulfilment'] }), 'violated')
  assert.equal(await used({ by: `grt_${'0'.repeat(32)}` }), 'violated')
  assert.equal(await used({ tenant: elsewhere.tenant }), 'violated')
  assert.equal(
    await used({ by: `asg_${'0'.repeat(32)}` }),
    'satisfied',
    'a role says what it lets do in each version of the policy',
  )
  await revokeGrant(deps, by, id)
  assert.equal(await used(), 'satisfied')
  assert.equal(await used({ last: clock.ms + 60_001 }), 'violated')
})
