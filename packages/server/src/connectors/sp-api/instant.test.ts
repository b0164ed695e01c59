import assert from 'node:assert/strict'
import test from 'node:test'
import { instantMs, isDate } from './instant.ts'

test('instants have an offset and a day that exists', () => {
  assert.equal(instantMs('2026-10-01T09:00:00+09:00'), Date.UTC(2026, 9, 1))
  assert.equal(instantMs('2024-02-29T00:00:00.5Z'), Date.UTC(2024, 1, 29) + 500)
  for (const bad of [
    '2026-10-01T09:00:00',
    '2026-02-30T00:00:00Z',
    '2023-02-29T00:00:00Z',
    '2026-13-01T00:00:00Z',
    '1.569521782042E9',
    '',
    5,
    null,
  ])
    assert.equal(instantMs(bad), null, String(bad))
})

test('dates are days of the calendar', () => {
  assert.ok(isDate('2024-02-29'))
  for (const bad of [
    '2023-02-29',
    '2026-04-31',
    '2026-00-01',
    '2026-01-00',
    '2026-1-1',
    '2026-10-01T00:00:00Z',
    1,
  ])
    assert.equal(isDate(bad), false, String(bad))
})
