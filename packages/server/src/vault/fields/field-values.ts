import { Temporal } from 'temporal-polyfill'
import type { ErrorPlace } from '../../platform/errors.ts'
import { type CollectionModel, type FieldModel, type FieldType, plainInstant } from '../../policy/index.ts'
import { fieldsInvalid, recordTooLarge } from '../errors.ts'
import { jsonSize } from './json-size.ts'

export type FieldValue =
  | string
  | number
  | boolean
  | null
  | readonly FieldValue[]
  | { readonly [k: string]: FieldValue }
export type Fields = Readonly<Record<string, FieldValue>>

const LISTED = 20

/**
 * Checks a record's fields against its collection. A value that does not fit is refused, never trimmed or converted: what is read
 * back is what was put in. Names of fields are told, values never. Answers how many bytes the values have. Throws `fields_invalid` naming every
 * wrong field, `record_too_large`.
 */
export function checkFields(collection: CollectionModel, fields: Fields, partial: boolean): number {
  const known = fieldIndex(collection)
  const wrong: string[] = []
  let bytes = 0
  for (const name of Object.keys(fields)) {
    const field = known.get(name)
    if (field === undefined) wrong.push(`${safeName(name)}: not a field of ${collection.name}`)
    else {
      const problem = valueProblem(field, fields[name])
      if (typeof problem === 'string') wrong.push(`${name}: ${problem}`)
      else bytes += problem
    }
  }
  if (!partial) for (const what of missing(collection, fields)) wrong.push(what)
  refuseWrong(collection, wrong)
  checkSize(collection, bytes)
  return bytes
}

/**
 * Checks a record as it would stand after a merge: what the request touched as above, and the size of the whole. What it did not touch is not asked
 * again, since the policy may have become narrower meanwhile. Throws `fields_invalid`, `record_too_large`.
 */
export function checkMerged(collection: CollectionModel, given: Fields, merged: Fields): void {
  const touched = Object.fromEntries(Object.keys(given).map((name) => [name, merged[name] as FieldValue]))
  checkFields(collection, touched, true)
  requireFields(collection, merged)
  let bytes = 0
  for (const field of collection.fields) {
    if (!Object.hasOwn(merged, field.name)) continue
    const size = CHECKS[field.type](merged[field.name])
    bytes += size ?? 0
  }
  checkSize(collection, bytes)
}

function checkSize(collection: CollectionModel, bytes: number): void {
  if (bytes > collection.maxRecordBytes) {
    throw recordTooLarge(`${bytes} bytes; ${collection.name} allows ${collection.maxRecordBytes}`)
  }
}

const missing = (collection: CollectionModel, fields: Fields): string[] =>
  requiredOf(collection).flatMap((name) => (Object.hasOwn(fields, name) ? [] : [`${name}: required`]))

const required = new WeakMap<CollectionModel, readonly string[]>()

function requiredOf(collection: CollectionModel): readonly string[] {
  let names = required.get(collection)
  if (!names) {
    names = collection.fields.filter((f) => f.required).map((f) => f.name)
    required.set(collection, names)
  }
  return names
}

/** Throws `fields_invalid` naming the required fields that are not there. */
export function requireFields(collection: CollectionModel, fields: Fields): void {
  refuseWrong(collection, missing(collection, fields))
}

function refuseWrong(collection: CollectionModel, wrong: readonly string[]): void {
  if (wrong.length === 0) return
  const where: ErrorPlace = { pointer: '/fields' }
  const fix = `see the fields of ${collection.name} in the policy`
  throw fieldsInvalid(wrong.slice(0, LISTED).join('; '), { where, fix, extra: { wrong: wrong.length } })
}

const indexes = new WeakMap<CollectionModel, Map<string, FieldModel>>()

/** The fields of a collection by name; made once for a model. */
export function fieldIndex(collection: CollectionModel): Map<string, FieldModel> {
  let index = indexes.get(collection)
  if (!index) {
    index = new Map(collection.fields.map((f) => [f.name, f]))
    indexes.set(collection, index)
  }
  return index
}

/** A name from outside may hold data itself; only what looks like a field name is repeated. */
const safeName = (name: string) =>
  /^[A-Za-z][A-Za-z0-9._]{0,63}$/.test(name) ? name : '(a name that no field has)'

/** What is wrong with a value, or how many bytes it counts for. */
function valueProblem(field: FieldModel, value: unknown): string | number {
  const size = CHECKS[field.type](value)
  if (size === undefined) return EXPECTED[field.type]
  return size > field.maxBytes ? `longer than ${field.maxBytes} bytes` : size
}

const EXPECTED: Record<FieldType, string> = {
  text: 'expected text without NUL or lone surrogates',
  number: 'expected a finite number',
  date: 'expected a date such as 2026-11-22',
  time: 'expected an instant such as 2026-11-22T09:30:00Z',
  json: 'expected JSON, at most 64 levels deep, without lone surrogates',
  bytes: 'expected base64',
}

const CHECKS: Record<FieldType, (value: unknown) => number | undefined> = {
  text: (v) => (typeof v === 'string' && soundText(v) ? Buffer.byteLength(v, 'utf8') : undefined),
  number: (v) => (typeof v === 'number' && Number.isFinite(v) ? 8 : undefined),
  date: (v) =>
    typeof v === 'string' && /^\d{4}-\d{2}-\d{2}$/.test(v) && parses(Temporal.PlainDate, v) ? 10 : undefined,
  time: (v) => (typeof v === 'string' && v.length <= 40 && isInstant(v) ? v.length : undefined),
  json: (v) => jsonSize(v),
  bytes: (v) => (typeof v === 'string' && BASE64.test(v) ? Buffer.byteLength(v, 'base64') : undefined),
}

const BASE64 = /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/

const MAY_BE_UNSOUND = /[\0\ud800-\udfff]/

export const soundText = (text: string): boolean =>
  !MAY_BE_UNSOUND.test(text) || (!text.includes('\0') && text.isWellFormed())

// What the plain reading takes, the calendar takes too (held to that by the policy's tests); all else is asked of the calendar.
const isInstant = (text: string): boolean =>
  plainInstant(text) !== undefined || parses(Temporal.Instant, text)

function parses(kind: { from(text: string): unknown }, text: string): boolean {
  try {
    kind.from(text)
    return true
  } catch {
    return false
  }
}
