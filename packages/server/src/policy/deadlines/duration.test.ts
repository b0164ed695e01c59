import assert from 'node:assert/strict'
import test from 'node:test'
import fc from 'fast-check'
import { Temporal } from 'temporal-polyfill'
import {
  addDuration,
  compareDurations,
  durationBounds,
  endOfDay,
  eventInstant,
  neverLonger,
  parseDuration,
  plainInstant,
  tryParseDuration,
} from './duration.ts'

const DAY = 86_400_000
const at = (iso: string): number => Date.parse(iso)

test('reads the durations it knows and no others', () => {
  const known = [
    'P30D',
    'P12M',
    'P1Y',
    'P1Y6M',
    'P2W',
    'P1W3D',
    'PT1H',
    'PT1H30M',
    'P1DT12H',
    'PT0S',
    'PT60S',
  ]
  for (const text of known) assert.ok(tryParseDuration(text), text)
  const others = [
    ...[
      '',
      'P',
      'PT',
      'P0D',
      'P0M',
      'PT0H',
      'P-1D',
      '-P1D',
      '+P1D',
      'P1.5D',
      'P1,5D',
      'p30d',
      'P30',
      '30D',
      '30 days',
    ],
    ...[
      'P1M1D',
      'P1YT1H',
      'P01D',
      'P1DT',
      'P1H',
      'P1D ',
      ' P1D',
      'P1D\n',
      'P９D',
      'P1000Y',
      'P99999999999D',
      'P1D1D',
    ],
  ]
  for (const text of others) assert.equal(tryParseDuration(text), undefined, JSON.stringify(text))
  assert.throws(() => parseDuration('P1M1D'), { code: 'duration_invalid' })
})

test('a day is 24 hours even where the clocks change; a month is one of the calendar', () => {
  const before = at('2026-03-07T12:00:00-05:00')
  const zone = 'America/New_York'
  assert.equal(addDuration(before, parseDuration('P1D'), zone), before + DAY)
  assert.equal(addDuration(before, parseDuration('P1M'), zone), at('2026-04-07T12:00:00-04:00'))
  assert.equal(
    addDuration(at('2026-01-31T00:00:00Z'), parseDuration('P1M'), 'UTC'),
    at('2026-02-28T00:00:00Z'),
  )
  assert.equal(
    addDuration(at('2024-02-29T00:00:00Z'), parseDuration('P1Y'), 'UTC'),
    at('2025-02-28T00:00:00Z'),
  )
})

test('a date counts from the end of that day in the zone', () => {
  assert.equal(endOfDay('2026-11-22', 'Asia/Tokyo'), at('2026-11-23T00:00:00+09:00'))
  assert.equal(eventInstant('2026-11-22', 'Asia/Tokyo'), at('2026-11-22T15:00:00Z'))
  assert.equal(eventInstant('2026-11-22T09:30:00+09:00', 'America/New_York'), at('2026-11-22T00:30:00Z'))
  // The night in which São Paulo's midnight did not exist.
  assert.equal(endOfDay('2018-11-03', 'America/Sao_Paulo'), at('2018-11-04T01:00:00-02:00'))
  const wrong = [
    '2026-02-30',
    '2026-11-22T09:30:00',
    '22/11/2026',
    '2026-11',
    'now',
    '',
    '2026-11-22T25:00:00Z',
  ]
  for (const text of wrong)
    assert.throws(() => eventInstant(text, 'UTC'), { code: 'event_time_invalid' }, text)
})

test('months and days are ordered only where every date agrees', () => {
  const order = (a: string, b: string) => compareDurations(parseDuration(a), parseDuration(b))
  assert.equal(order('P1Y', 'P12M'), 0)
  assert.equal(order('P30D', 'P90D'), -1)
  assert.equal(order('P12M', 'P90D'), 1)
  assert.equal(order('P1M', 'P30D'), undefined)
  assert.equal(neverLonger(parseDuration('P365D'), parseDuration('P12M')), true)
  assert.equal(neverLonger(parseDuration('P12M'), parseDuration('P365D')), false)
  assert.equal(neverLonger(parseDuration('P31D'), parseDuration('P1M')), false)
})

test('what is added lies within the bounds', () => {
  const months = fc.integer({ min: 1, max: 240 })
  const day = fc.integer({ min: 0, max: 40_000 })
  fc.assert(
    fc.property(months, day, (n, d) => {
      const duration = parseDuration(`P${n}M`)
      const { min, max } = durationBounds(duration)
      const added = addDuration(d * DAY, duration, 'UTC') - d * DAY
      return added >= min && added <= max
    }),
  )
})

test('an instant read without the calendar is the one that the calendar finds', () => {
  const two = (n: number) => String(n).padStart(2, '0')
  const part = (max: number) => fc.integer({ min: 0, max }).map(two)
  const texts = fc
    .tuple(
      fc
        .oneof(fc.integer({ min: 1968, max: 2104 }), fc.integer({ min: 0, max: 9999 }))
        .map((n) => String(n).padStart(4, '0')),
      part(13),
      part(32),
      part(25),
      part(61),
      fc.option(fc.tuple(part(61), fc.option(fc.stringMatching(/^[0-9]{1,9}$/)))),
      fc.oneof(
        fc.constant('Z'),
        fc.tuple(fc.constantFrom('+', '-'), part(25), part(61)).map(([s, h, m]) => `${s}${h}:${m}`),
      ),
    )
    .map(([y, mo, d, h, mi, s, zone]) => {
      const seconds = s === null ? '' : `:${s[0]}${s[1] === null ? '' : `.${s[1]}`}`
      return `${y}-${mo}-${d}T${h}:${mi}${seconds}${zone}`
    })
  let read = 0
  fc.assert(
    fc.property(texts, (text) => {
      const plain = plainInstant(text)
      if (plain === undefined) return
      read++
      assert.equal(plain, Temporal.Instant.from(text).epochMilliseconds, text)
    }),
    {
      numRuns: 5000,
      examples: [
        ['2024-02-29T23:59:59.999999999-23:59'],
        ['1900-02-29T00:00Z'],
        ['1969-12-31T23:59:59.9995Z'],
      ],
    },
  )
  assert.ok(read > 1000, `${read} were read`)
  for (const text of [
    '2026-02-30T00:00Z',
    '2026-01-01T24:00Z',
    '2026-01-01T00:00:60Z',
    '0099-01-01T00:00Z',
    '2026-01-01T00:00',
    '2026-13-01T00:00Z',
  ])
    assert.equal(plainInstant(text), undefined, text)
})
