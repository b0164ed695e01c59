import assert from 'node:assert/strict'
import test from 'node:test'
import fc from 'fast-check'
import { instantMs, isDate, utcText } from './instant.ts'

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

test('property: times as the marketplace writes them are read as the language reads them, others not at all', () => {
  const two = (max: number) => fc.integer({ min: 0, max }).map((n) => String(n).padStart(2, '0'))
  const year = fc.integer({ min: 900, max: 2200 }).map((n) => String(n).padStart(4, '0'))
  const millis = fc.oneof(
    fc.constant(''),
    fc.integer({ min: 0, max: 999 }).map((n) => `.${String(n).padStart(3, '0')}`),
  )
  const texts = fc
    .tuple(year, two(13), two(32), two(24), two(60), two(60), millis)
    .map(([y, mo, d, h, mi, s, f]) => `${y}-${mo}-${d}T${h}:${mi}:${s}${f}Z`)
  // With an offset of nothing the same instant goes the long way.
  const long = (text: string) => instantMs(`${text.slice(0, -1)}+00:00`)
  fc.assert(
    fc.property(texts, (text) => {
      const ms = long(text)
      assert.equal(instantMs(text), ms, text)
      assert.equal(utcText(text), ms === null ? null : new Date(ms).toISOString(), text)
    }),
    { numRuns: 5000 },
  )
  fc.assert(
    fc.property(texts, fc.nat(23), fc.constantFrom('x', ' ', '/', ':', '-', 'Z', '٣'), (text, at, other) => {
      const spoilt = `${text.slice(0, at)}${other}${text.slice(at + 1)}`
      if (spoilt !== text && at < text.length - 1 && !/[-:T.]/.test(text[at] ?? ''))
        assert.equal(instantMs(spoilt), null, spoilt)
    }),
    { numRuns: 2000 },
  )
})
