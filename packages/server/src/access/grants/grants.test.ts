import assert from 'node:assert/strict'
import { test } from 'node:test'
import { testDatabase } from '../../../test/database.ts'
import { disableService } from '../../identity/index.ts'
import { LONGEST_MS } from '../../identity/test-support/test-scene.ts'
import { accessScene } from '../test-support/test-scene.ts'
import { type CreateGrant, createGrant } from './create-grant.ts'
import { listGrants } from './list-grants.ts'
import { revokeGrant } from './revoke-grant.ts'

const setUp = async (t: Parameters<typeof testDatabase>[0]) => {
  const db = await testDatabase(t)
  const scene = await accessScene(db.app, db.owner)
  const printer = await scene.service('label printer')
  const reveal: CreateGrant = {
    principal: printer.id,
    action: 'reveal',
    collection: 'orders',
    fields: ['name'],
    purpose: 'fulfilment',
  }
  const listed = (filter?: Parameters<typeof listGrants>[3], by = scene.by) =>
    listGrants(db.app.across.read, by.tenant, scene.clock.now(), filter)
  return { db, ...scene, printer, reveal, listed }
}

test('a grant is made with its entry, shows who made it, and moves the tenant’s authority on', async (t) => {
  const { deps, by, authorities, printer, reveal, listed, entries, clock } = await setUp(t)
  const { generation } = await authorities.load(printer.caller)
  const made = await createGrant(deps, by, { ...reveal, classes: ['address'] })
  assert.deepEqual(made.fields, ['line1', 'name'])
  assert.equal((await authorities.reload(printer.caller)).generation, generation + 1)
  const [grant] = await listed()
  assert.deepEqual(grant, {
    id: made.id,
    principal: printer.id,
    action: 'reveal',
    collection: 'orders',
    fields: ['line1', 'name'],
    purpose: 'fulfilment',
    masked: false,
    fromMs: clock.now(),
    untilMs: clock.now() + LONGEST_MS,
    state: 'live',
    madeBy: 'operator',
    madeMs: clock.now(),
    approvedBy: undefined,
    request: undefined,
    revokedMs: undefined,
  })
  const [entry] = await entries('grant.created')
  assert.equal(entry?.unmapped.detail?.grant, made.id)
  assert.deepEqual(entry?.unmapped.detail?.fields, ['line1', 'name'])
  assert.equal(entry?.metadata.tenant_uid, by.tenantId)
})

test('what the policy does not have, or the purpose does not cover, cannot be granted; nor anything by wildcard', async (t) => {
  const { deps, by, reveal, listed, entries } = await setUp(t)
  const wrong: Partial<CreateGrant>[] = [
    { collection: 'nowhere' },
    { collection: '*' },
    { collection: 'toString' },
    { collection: undefined },
    { fields: ['*'] },
    { fields: ['name', 'constructor'] },
    { fields: [] },
    { fields: undefined },
    { fields: undefined, classes: [] },
    { classes: ['nothing'] },
    { purpose: undefined },
    { purpose: 'marketing' },
    { purpose: '*' },
    { fields: ['name', 'vat'] },
    { classes: ['tax'] },
    { action: 'everything' as 'reveal' },
    { action: '*' as 'reveal' },
    { action: 'put' },
    { action: 'delete' },
    { action: 'delete', fields: undefined },
    { action: 'put', purpose: undefined, masked: true },
    { action: 'manage' },
  ]
  for (const change of wrong) {
    await assert.rejects(
      createGrant(deps, by, { ...reveal, ...change }),
      { code: 'grant_invalid' },
      JSON.stringify(change),
    )
  }
  assert.deepEqual(await listed(), [])
  assert.deepEqual(await entries('grant.created'), [])
})

test('a grant has an end that the policy allows, and never begins in the past', async (t) => {
  const { deps, by, reveal, clock } = await setUp(t)
  const now = clock.now()
  const bounds: { fromMs?: number; untilMs?: number }[] = [
    { untilMs: now + LONGEST_MS + 1 },
    { untilMs: now },
    { untilMs: Number.POSITIVE_INFINITY },
    { untilMs: Number.NaN },
    { fromMs: now - 1 },
    { fromMs: now + 10, untilMs: now + 10 },
    { fromMs: Number.NaN },
  ]
  for (const wrong of bounds) {
    await assert.rejects(createGrant(deps, by, { ...reveal, ...wrong }), { code: 'grant_end_invalid' })
  }
  const made = await createGrant(deps, by, { ...reveal, fromMs: now + 5, untilMs: now + 6 })
  assert.deepEqual([made.fromMs, made.untilMs], [now + 5, now + 6])
})

test('nobody grants anything to themselves', async (t) => {
  const { deps, printer, reveal, service } = await setUp(t)
  await assert.rejects(createGrant(deps, printer.caller, reveal), { code: 'grant_to_self', status: 403 })
  const other = await service('stock counter')
  const made = await createGrant(deps, other.caller, reveal)
  assert.equal(made.principal, printer.id)
})

test('the database refuses an approval by who made it, or by the operator', async (t) => {
  const { db, deps, by, reveal, service } = await setUp(t)
  await createGrant(deps, by, reveal)
  const other = await service('stock counter')
  await createGrant(deps, other.caller, reveal)
  const approve = (who: string) => ({
    text: `UPDATE access.grant SET approved_by = '${who}', approved_ms = 1 WHERE made_by = '${other.id}'`,
  })
  for (const who of ['operator', other.id]) {
    await assert.rejects(db.owner.read.query(approve(who)), { code: 'database_error' })
  }
  await db.owner.read.query(approve('prs_1'))
})

test('revoking is done once, and a revoked grant stays readable', async (t) => {
  const { deps, by, reveal, listed, entries, clock } = await setUp(t)
  const { id } = await createGrant(deps, by, reveal)
  clock.ms += 10
  const revoked = await revokeGrant(deps, by, id)
  assert.equal(revoked.revokedMs, clock.now())
  clock.ms += 10
  assert.deepEqual(await revokeGrant(deps, by, id), revoked)
  assert.equal((await entries('grant.revoked')).length, 1)
  assert.equal((await listed())[0]?.state, 'revoked')
  assert.deepEqual(await listed({ live: true }), [])
})

test('neither an unknown nor a disabled service is granted anything', async (t) => {
  const { deps, identity, by, reveal, printer } = await setUp(t)
  const unknown = `svc_${'0'.repeat(32)}`
  await assert.rejects(createGrant(deps, by, { ...reveal, principal: unknown }), {
    code: 'service_not_found',
  })
  await assert.rejects(createGrant(deps, by, { ...reveal, principal: 'operator' }), { code: 'grant_to_self' })
  await assert.rejects(createGrant(deps, by, { ...reveal, principal: 'anybody' }), { code: 'malformed_id' })
  await disableService(identity, by, printer.id)
  await assert.rejects(createGrant(deps, by, reveal), { code: 'service_disabled' })
})

test('another tenant’s services and grants do not exist', async (t) => {
  const { deps, by, elsewhere, reveal, listed } = await setUp(t)
  const { id } = await createGrant(deps, by, reveal)
  await assert.rejects(createGrant(deps, elsewhere, reveal), { code: 'service_not_found' })
  await assert.rejects(revokeGrant(deps, elsewhere, id), { code: 'grant_not_found' })
  assert.deepEqual(await listed({}, elsewhere), [])
  assert.equal((await listed())[0]?.state, 'live')
})

test('the application’s role cannot widen, lengthen, approve or take away a grant', async (t) => {
  const { db, deps, by, reveal } = await setUp(t)
  await createGrant(deps, by, reveal)
  for (const set of [
    "fields = '{vat}'",
    'until_ms = until_ms + 1',
    "approved_by = 'x'",
    "collection = 'returns'",
  ]) {
    await assert.rejects(db.app.across.read.query({ text: `UPDATE access.grant SET ${set}` }), {
      code: 'database_error',
    })
  }
  await assert.rejects(db.app.across.read.query({ text: 'DELETE FROM access.grant' }), {
    code: 'database_error',
  })
})

test('pages follow each other without loss', async (t) => {
  const { deps, by, reveal, listed, clock } = await setUp(t)
  const made: string[] = []
  for (let i = 0; i < 5; i++) {
    clock.ms += 1
    made.push((await createGrant(deps, by, reveal)).id)
  }
  const first = await listed({ limit: 3 })
  const rest = await listed({ limit: 3, after: first.at(-1)?.id })
  assert.deepEqual(
    [...first, ...rest].map((g) => g.id),
    made,
  )
})
