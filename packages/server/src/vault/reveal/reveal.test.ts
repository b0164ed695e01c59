import assert from 'node:assert/strict'
import test from 'node:test'
import { DAY, NOON } from '../../../test/world.ts'
import { readMetadata } from '../records/read-metadata.ts'
import { searchRecords } from '../search/search-records.ts'
import { iso, refuses, said, shop } from '../test-support/test-shop.ts'
import { maskValue } from './mask.ts'

const DUE = NOON + 30 * DAY
const shipped = [{ event: 'shipped', at: iso(NOON) }]

for (const which of ['process', 'database', 'log'] as const) {
  test(`by the clock of the ${which} a value is there until the last millisecond and no longer`, async (t) => {
    const { w, put, reveal, caller } = await shop(t)
    await put('1', { name: 'Hanako', sku: 'x' }, { events: shipped })
    const at = async (ms: number) => {
      if (which === 'process') w.clock.ms = ms
      else if (which === 'database') await w.setDatabaseTime(ms)
      else await w.setLogTime(ms)
    }
    const question = { collection: 'orders', field: 'name', equals: 'hanako', purpose: 'fulfilment' }
    const find = async () => (await searchRecords(w.deps, caller, question)).ids
    const state = async () =>
      (await readMetadata(w.deps, caller, 'orders', '1')).groups.find((g) => g.classes.includes('contact'))
        ?.state
    await at(DUE - 1)
    assert.deepEqual((await reveal('1')).fields, { name: 'Hanako', sku: 'x' })
    assert.deepEqual(await find(), ['1'])
    assert.equal(await state(), 'readable')
    for (const ms of [DUE, DUE + 1]) {
      await at(ms)
      const after = await reveal('1')
      const contact = ['name', 'email', 'phone', 'gift', 'items.personal']
      assert.deepEqual([after.fields, after.gone], [{ sku: 'x' }, contact])
      await refuses('record_destroyed', reveal('1', { fields: ['name'] }))
      assert.deepEqual(await find(), [])
      assert.equal(await state(), 'destroyed')
    }
  })
}

test('what was never given is not called destroyed', async (t) => {
  const { put, reveal } = await shop(t)
  await put('1', { name: 'A' })
  const got = await reveal('1')
  assert.deepEqual([got.fields, got.gone], [{ name: 'A' }, []])
  const none = await reveal('1', { fields: ['line1'] })
  assert.deepEqual([none.fields, none.gone], [{}, []])
})

test('masks: a constant says nothing, a partial one shows its ends, and both are entries', async (t) => {
  const { w, put } = await shop(t)
  const fields = ['phone', 'gift', 'name', 'count']
  const by = await w.service([
    { action: 'reveal', collection: 'orders', purpose: 'fulfilment', fields, masked: true },
  ])
  await put('1', { phone: '090-1234-5678', gift: 'for you', name: 'Hanako', count: 7 })
  const ask = { collection: 'orders', id: '1', purpose: 'fulfilment', fields }
  const got = await w.revealer.reveal(by, { ...ask, masked: true })
  assert.deepEqual(got.fields, { phone: '***5678', gift: '[gift]', name: '***', count: '***' })
  await refuses('access_denied', w.revealer.reveal(by, ask))
  const [entry, denied] = await w.entries('record.revealed')
  assert.equal(entry && said(entry).masked, true)
  assert.equal(denied && said(denied).reason, 'access_denied')
  const partial = { kind: 'partial', keepStart: 2, keepEnd: 2 } as const
  const shown = ['a', 'abcdefg', 'abcdefgh', '👩👩👩👩👩👩👩👩', 12_345_678].map((v) => maskValue(partial, v))
  assert.deepEqual(shown, ['***', '***', 'ab***gh', '👩👩***👩👩', '12***78'])
})

test('metadata reveals nothing: constant masks, also where a partial one would show characters', async (t) => {
  const { w, put, caller } = await shop(t)
  await put('1', { phone: '090-1234-5678', gift: 'x', sku: 'x' })
  const { masks, groups } = await readMetadata(w.deps, caller, 'orders', '1')
  assert.equal(masks.phone, '***')
  assert.equal(masks.gift, '[gift]')
  assert.equal('line1' in masks, false)
  assert.deepEqual(
    groups.map((g) => g.classes),
    [['contact'], ['order']],
  )
})

test('each outcome has exactly one entry, with no value, no id of the caller’s and no text of theirs', async (t) => {
  const { w, put, reveal } = await shop(t)
  const [secret, id] = ['SECRET-VALUE', 'SECRET-ID']
  const none = await w.service([])
  await put(id, { name: secret, items: { [secret]: { [secret]: 1 } } }, { events: shipped })
  await reveal(id)
  await refuses('access_denied', reveal(id, { by: none }))
  await refuses('access_denied', reveal(id, { purpose: 'SECRET-PURPOSE' }))
  await refuses('record_not_found', reveal('SECRET-OTHER'))
  await refuses('access_denied', put(id, { name: secret }, { by: none }))
  await refuses('version_mismatch', put(id, { name: secret }, { ifMatch: 7 }))
  const entries = (await w.entries()).filter((e) => e.unmapped.event.startsWith('record.'))
  const told = entries.map((e) => [
    e.unmapped.event,
    said(e).reason ?? 'ok',
    e.unmapped.commitments !== undefined,
  ])
  assert.deepEqual(told, [
    ['record.put', 'ok', true],
    ['record.revealed', 'ok', true],
    ['record.revealed', 'access_denied', true],
    ['record.revealed', 'access_denied', true],
    ['record.revealed', 'record_not_found', false],
    ['record.put', 'access_denied', false],
    ['record.put', 'version_mismatch', false],
  ])
  const stored = await w.db.owner.read.query<{ text: string }>({
    text: `SELECT encode(entries, 'escape') AS text FROM audit.pending UNION ALL SELECT x::text FROM vault.record x UNION ALL SELECT x::text FROM vault.tag x
      UNION ALL SELECT encode(cells, 'escape') FROM vault.record UNION ALL SELECT encode(sealed, 'escape') FROM audit.opening`,
  })
  assert.ok(stored.length > 5)
  for (const { text } of stored) assert.ok(!text.includes('SECRET'))
})
