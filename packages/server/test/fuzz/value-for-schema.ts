import type { Random } from './random.ts'

/** The parts of JSON Schema that our OpenAPI document uses. */
export interface Schema {
  readonly type?: string | readonly string[]
  readonly enum?: readonly unknown[]
  readonly const?: unknown
  readonly format?: string
  readonly pattern?: string
  readonly items?: Schema
  readonly properties?: Readonly<Record<string, Schema>>
  readonly additionalProperties?: Schema | boolean
  readonly required?: readonly string[]
  readonly anyOf?: readonly Schema[]
  readonly oneOf?: readonly Schema[]
  readonly $ref?: string
}

/** Texts that break careless programs: NUL, controls, bidi, surrogates (as escapes later), paths, quotes, SQL, templates, very long ones. */
const HOSTILE = [
  '',
  ' ',
  '\0',
  'a\0b',
  '\u202eabc',
  '\ufeff',
  '../../etc/passwd',
  '%00',
  '%2e%2e%2f',
  "'; DROP TABLE vault.record; --",
  `\${7*7}`,
  '{{7*7}}',
  '<script>',
  '__proto__',
  'constructor',
  'toString',
  'ａｄｍｉｎ',
  '山田 花子',
  '👩‍👩‍👧‍👦',
  '\r\nset-cookie: x=1',
  '-1',
  '1e400',
  'NaN',
  'null',
  'true',
  '\ud83d\ude00'.repeat(50),
  'x'.repeat(300),
  'あ'.repeat(2000),
  '2026-02-30',
  '9999-99-99T99:99:99Z',
  '-000001-01-01T00:00:00Z',
] // prettier-ignore

const GOOD: Readonly<Record<string, readonly string[]>> = {
  purpose: ['fulfilment', 'fulfilment', 'fulfilment', 'customer-support', 'tax'],
  collection: ['orders'],
  field: ['buyer.email', 'buyer.email', 'recipient.name', 'recipient.name', 'recipient.phone', 'items'],
  action: ['put', 'reveal', 'search', 'event', 'delete', 'manage', 'read-log'],
  event: ['purchased', 'shipped', 'delivered', 'cancelled'],
  equals: ['v1@mail.example', 'v2@mail.example', 'v3', '山田 花子'],
  at: [new Date().toISOString(), new Date().toISOString().slice(0, 10), '2026-11-21T09:00:00+09:00'],
  mode: ['merge', 'replace'],
  lang: ['en', 'ja'],
}

const TEXT_FIELDS = ['buyer.email', 'recipient.name', 'recipient.line1', 'recipient.phone']
const JSON_FIELDS = ['items', 'unclassified']
const FIELDS = [...TEXT_FIELDS, ...JSON_FIELDS]

export const hostileText = (random: Random): string => random.pick(HOSTILE)

/** A value that fits a schema more often than not; `name` tells what it is for. */
export function valueFor(schema: Schema, random: Random, name: string, depth = 0): unknown {
  if (random.chance(0.06)) return anything(random, 0)
  if (schema.const !== undefined) return schema.const
  if (schema.enum) return random.pick(schema.enum)
  const choice = schema.anyOf ?? schema.oneOf
  if (choice) return valueFor(random.pick(choice), random, name, depth)
  const type = Array.isArray(schema.type) ? random.pick(schema.type) : schema.type
  if (type === 'object' || schema.properties) return objectOf(schema, random, name, depth)
  if (type === 'array') {
    return Array.from({ length: random.below(4) }, () =>
      valueFor(schema.items ?? {}, random, name, depth + 1),
    )
  }
  if (type === 'string') return textOf(random, name)
  if (type === 'integer' || type === 'number') return random.pick([0, 1, 2, -1, 1.5, 2 ** 53, 1e308])
  if (type === 'boolean') return random.chance(0.5)
  return anything(random, depth)
}

function objectOf(schema: Schema, random: Random, name: string, depth: number): Record<string, unknown> {
  const value: Record<string, unknown> = {}
  for (const [key, member] of Object.entries(schema.properties ?? {})) {
    // Services have no cases: a request that names one stops there.
    const often = key === 'case' ? 0.1 : 0.6
    if (random.chance(schema.required?.includes(key) ? 0.95 : often)) {
      value[key] = valueFor(member, random, key, depth + 1)
    }
  }
  const more = schema.additionalProperties
  if (typeof more === 'object') {
    for (let i = random.below(5); i > 0; i--) {
      const key = name === 'fields' && random.chance(0.97) ? random.pick(FIELDS) : hostileText(random)
      value[key] =
        TEXT_FIELDS.includes(key) && random.chance(0.97)
          ? textOf(random, key)
          : valueFor(more, random, key, depth + 1)
    }
  }
  if (random.chance(0.03)) value[hostileText(random)] = anything(random, 0)
  return value
}

function textOf(random: Random, name: string): string {
  const good = GOOD[name] ?? (name === 'fields' ? TEXT_FIELDS : undefined)
  if (good && random.chance(0.85)) return random.pick(good)
  return random.chance(0.5) ? `v${random.below(1000)}` : hostileText(random)
}

function anything(random: Random, depth: number): unknown {
  const kind = random.below(depth > 3 ? 6 : 8)
  if (kind === 0) return null
  if (kind === 1) return random.chance(0.5)
  if (kind === 2) return random.pick([0, -1, 1.5, 1e21, 2 ** 60])
  if (kind < 6) return hostileText(random)
  if (kind === 6) return Array.from({ length: random.below(4) }, () => anything(random, depth + 1))
  return { [hostileText(random)]: anything(random, depth + 1) }
}
