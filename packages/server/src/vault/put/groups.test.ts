import assert from 'node:assert/strict'
import test from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import { SMALL } from '../../../test/small-policy.ts'
import type { Process } from '../../../test/world.ts'
import { revokeGrant } from '../../access/index.ts'
import { operatorCaller } from '../../identity/index.ts'
import { deleteRecord } from '../forget/delete-record.ts'
import { readMetadata } from '../records/read-metadata.ts'
import { addEvent } from '../records/record-events.ts'
import { lookupDigest, RECORD_ID } from '../records/record-id.ts'
import { searchRecords } from '../search/search-records.ts'
import { iso, refuses, said, shop } from '../test-support/test-shop.ts'

test('two puts of one id, at once, in one process and in two: both count, one after the other', async (t) => {
  const { w, put, reveal } = await shop(t)
  const [p, q] = [w.process(), w.process()]
  const names = ['a', 'b', 'c', 'd']
  for (let round = 0; round < 8; round++) {
    const id = `${round}`
    const done = await Promise.all(names.map((name, i) => put(id, { name }, { on: i % 2 ? p : q })))
    assert.deepEqual(done.map((d) => d.version).sort(), [1, 2, 3, 4])
    const last = done.findIndex((d) => d.version === 4)
    assert.deepEqual((await reveal(id)).fields, { name: names[last] })
  }
  assert.equal(await w.count('keys.record_key'), 8)
})

test('groups that change the same records in other orders do not stop each other', async (t) => {
  const { w, put } = await shop(t)
  const [p, q] = [w.process(), w.process()]
  const ids = [...Array(12).keys()].map(String)
  await Promise.all(ids.map((id) => put(id, { name: 'a' })))
  for (let round = 0; round < 5; round++) {
    const forth = ids.map((id) => put(id, { name: 'b' }, { on: p }))
    const back = ids.toReversed().map((id) => put(id, { name: 'c' }, { on: q }))
    await Promise.all([...forth, ...back])
  }
  assert.equal(await w.count('vault.record', 'version = 11'), ids.length)
  // Sessions report what they counted when they have been idle for a second.
  await sleep(1500)
  assert.equal(await w.count('pg_stat_database', 'datname = current_database() AND deadlocks > 0'), 0)
})

test('one row that the database refuses never fails its neighbours', async (t) => {
  const { w, put, reveal, caller } = await shop(t)
  const number = (await w.policy.load()).numbers.collection.orders ?? 0
  const key = (await w.keyring.tenant(caller.tenant)).digestKey(RECORD_ID)
  const lookup = lookupDigest(key, number, 'bad').toString('hex')
  await w.db.owner.read.query({
    text: `CREATE FUNCTION vault.spoil() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION 'spoilt'; END $$;
      CREATE TRIGGER spoil BEFORE INSERT ON vault.record FOR EACH ROW WHEN (NEW.lookup = '\\x${lookup}') EXECUTE FUNCTION vault.spoil()`,
  })
  const ids = ['a', 'b', 'bad', 'c', 'd']
  const done = await Promise.allSettled(ids.map((id) => put(id, { name: id })))
  assert.deepEqual(
    done.map((d) => d.status),
    ids.map((id) => (id === 'bad' ? 'rejected' : 'fulfilled')),
  )
  for (const id of ids.filter((i) => i !== 'bad')) assert.deepEqual((await reveal(id)).fields, { name: id })
  assert.equal((await w.entries('record.put')).length, 4, 'and no entry says that it was kept')
})

test('groups that mix tenants never cross', async (t) => {
  const { w, put, reveal, caller, other } = await shop(t)
  const by = (i: number) => (i % 2 ? other : caller)
  const nameOf = (i: number) => `${i % 2 ? 'second' : 'first'} ${i >> 1}`
  const all = [...Array(40).keys()]
  await Promise.all(
    all.map((i) => put(`${i >> 1}`, { name: nameOf(i), email: 'same@example.jp' }, { by: by(i) })),
  )
  const revealed = await Promise.all(all.map((i) => reveal(`${i >> 1}`, { by: by(i), fields: ['name'] })))
  for (const i of all) assert.deepEqual(revealed[i]?.fields, { name: nameOf(i) })
  for (const [who, foreign] of [
    [caller, nameOf(1)],
    [other, nameOf(0)],
  ] as const) {
    const question = {
      collection: 'orders',
      field: 'email',
      equals: 'same@example.jp',
      purpose: 'fulfilment',
    }
    assert.equal((await searchRecords(w.deps, who, question)).ids.length, 20)
    assert.deepEqual(
      (await searchRecords(w.deps, who, { ...question, field: 'name', equals: foreign })).ids,
      [],
    )
  }
  await deleteRecord(w.deps, caller, 'orders', '0')
  await refuses('record_not_found', readMetadata(w.deps, caller, 'orders', '0'))
  assert.equal((await readMetadata(w.deps, other, 'orders', '0')).version, 1)
  await addEvent(w.deps, other, 'orders', '1', { event: 'shipped', at: iso(w.clock.ms) })
  assert.equal((await readMetadata(w.deps, caller, 'orders', '1')).events.shipped, undefined)
  const crossed = 'EXISTS (SELECT FROM vault.record r WHERE r.id = t.record AND r.tenant <> t.tenant)'
  assert.equal(await w.count('vault.tag t', crossed), 0)
})

test('the grants of one tenant are none in another, whatever name the caller bears', async (t) => {
  const { w, put, reveal, caller } = await shop(t)
  await put('1', { name: 'A' })
  const { tenant, tenantId } = w.second
  await assert.rejects(reveal('1', { by: { ...caller, tenant, tenantId } }))
  await assert.rejects(put('1', { name: 'B' }, { by: { ...caller, tenant, tenantId } }))
  assert.equal(await w.count('vault.record'), 1)
})

test('a grant revoked since another process decided releases and keeps nothing', async (t) => {
  const { w, put, reveal, caller } = await shop(t)
  await put('1', { name: 'Hanako' })
  // One for each act: the first refusal makes a program read the grants anew.
  const acts: ((on: Process) => Promise<unknown>)[] = [
    (on) => reveal('1', { on }),
    (on) => put('1', { name: 'B' }, { on }),
    (on) => put('2', { name: 'B' }, { on }),
    (on) => deleteRecord(on.deps, caller, 'orders', '1'),
    (on) => readMetadata(on.deps, caller, 'orders', '1'),
    (on) => addEvent(on.deps, caller, 'orders', '1', { event: 'shipped', at: iso(w.clock.ms) }),
    (on) =>
      searchRecords(on.deps, caller, {
        collection: 'orders',
        field: 'name',
        equals: 'hanako',
        purpose: 'support',
      }),
  ]
  const processes = acts.map(() => w.process())
  for (const on of processes) await reveal('1', { on })
  const text = `SELECT 'grt_' || encode(id, 'hex') AS id FROM access.grant WHERE principal = $1`
  const rows = await w.db.owner.read.query<{ id: string }>({ text }, [caller.principal])
  for (const { id } of rows) await revokeGrant(w.access, operatorCaller(caller.tenant, caller.tenantId), id)
  for (const [i, on] of processes.entries()) {
    assert.ok(on.authorities.peek(caller), 'it would decide from memory')
    await refuses('access_denied', acts[i]?.(on) ?? Promise.resolve())
  }
  assert.equal(await w.count('vault.record', 'version = 1'), 1)
  assert.equal(await w.count('vault.record'), 1)
  const denied = (await w.entries()).filter((e) => said(e).reason === 'access_denied')
  assert.equal(denied.length, acts.length)
})

test('a policy applied since another process decided: it is asked again under the new one', async (t) => {
  const { w, put, reveal } = await shop(t)
  const on = w.process()
  await put('1', { name: 'A', sku: 'x' }, { on })
  await reveal('1', { on, fields: ['name'] })
  const wide = 'fulfilment: { basis: contract, classes: [contact, address, order] }'
  await w.apply(SMALL.replace(wide, 'fulfilment: { basis: contract, classes: [address, order] }'))
  assert.equal(on.policy.peek?.version, 1)
  await refuses('access_denied', reveal('1', { on, fields: ['name'] }))
  assert.deepEqual((await reveal('1', { on, fields: ['sku'] })).fields, { sku: 'x' })
  assert.equal(on.policy.peek?.version, 2)
})
