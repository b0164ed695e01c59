import assert from 'node:assert/strict'
import test from 'node:test'
import { refuses, said } from '../test-support/test-shop.ts'
import { entriesOf, staff } from '../test-support/test-staff.ts'
import { searchByStaff } from './search-by-staff.ts'

const FIELDS = { name: 'Hanako Yamada', email: 'hanako@example.com' }

test('staff search only in a case, find only what it covers, and each search is a use of it', async (t) => {
  const { w, put, open, hana } = await staff(t)
  await put('o-1', FIELDS)
  await put('o-2', { ...FIELDS, email: 'other@example.com' })
  await w.grant(hana, {
    action: 'search',
    collection: 'orders',
    fields: ['name', 'email'],
    purpose: 'support',
  })
  const search = async (caseId?: string, field = 'name', equals = 'hanako yamada') => {
    const input = { collection: 'orders', field, equals, purpose: 'support', caseId }
    return [...(await searchByStaff(w.deps, hana, input)).ids].sort()
  }
  await refuses('access_denied', search())
  const one = await open({ records: ['o-2'] })
  assert.deepEqual(await search(one), ['o-2'])
  const owner = { kind: 'buyer', value: 'hanako@example.com' }
  const two = await open({ records: [], subjects: [owner], cap: 2 })
  assert.deepEqual(await search(two), ['o-1'])
  assert.deepEqual(await search(two, 'email', 'hanako@example.com'), ['o-1'])
  await refuses('access_denied', search(two))
  const narrow = await open({ fields: ['email'] })
  await refuses('access_denied', search(narrow))
  const entries = await entriesOf(w, 'records.searched')
  assert.deepEqual(
    entries.map((e) => [e.status_id, said(e).case]),
    [
      [2, undefined],
      [1, one],
      [1, two],
      [1, two],
      [2, undefined],
      [2, undefined],
    ],
  )
  assert.equal(await w.count('access.case_use', `action = 'search' AND leaf IS NOT NULL`), 3)
})
