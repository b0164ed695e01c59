import { invalid } from './errors.ts'
import { isObject, listOf } from './evaluate-filter.ts'
import { type Attribute, findSub, type Resource, type ResourceSchema } from './schema.ts'

const LONGEST_TEXT = 512
const MOST_VALUES: Readonly<Record<string, number>> = { members: 20_000 }
const FEW_VALUES = 20

/**
 * What a client may set, out of what it sent: names in their canonical form, read-only attributes and those we do not keep left out
 * (RFC 7644 §3.3). Throws `scim_invalid` (invalidValue).
 */
export function readResource(body: unknown, schema: ResourceSchema): Resource {
  const kept = readWritable(body, schema)
  for (const attribute of schema.attributes) {
    if (attribute.required && kept[attribute.name] === undefined)
      throw invalid('invalidValue', `${attribute.name} is missing`)
  }
  return kept
}

/** The same without asking for what is required: for one part of a PATCH. */
export function readWritable(body: unknown, schema: ResourceSchema): Record<string, unknown> {
  if (!isObject(body)) throw invalid('invalidSyntax', 'expected an object')
  const kept: Record<string, unknown> = {}
  for (const attribute of [...schema.attributes, EXTERNAL_ID]) {
    if (attribute.mutability === 'readOnly') continue
    const value = memberOf(body, attribute.name)
    const read = value === undefined ? undefined : readValue(value, attribute)
    if (read !== undefined) kept[attribute.name] = read
  }
  return kept
}

const EXTERNAL_ID: Attribute = {
  name: 'externalId',
  type: 'string',
  multiValued: false,
  description: '',
  required: false,
  caseExact: true,
  mutability: 'readWrite',
  returned: 'default',
  uniqueness: 'none',
}

/** A member by its name, which has no case. Throws when it is there twice. */
export function memberOf(body: Readonly<Record<string, unknown>>, name: string): unknown {
  const wanted = name.toLowerCase()
  const found = Object.keys(body).filter((key) => key.toLowerCase() === wanted)
  if (found.length > 1) throw invalid('invalidSyntax', `${name} is there twice`)
  return found[0] === undefined ? undefined : body[found[0]]
}

/** A value in its canonical form; undefined when it stands for none: null, and an empty list (RFC 7643 §2.5). */
export function readValue(value: unknown, attribute: Attribute): unknown {
  if (value === null) return undefined
  if (!attribute.multiValued) {
    if (Array.isArray(value)) throw wrong(attribute, 'one value')
    return readSingle(value, attribute)
  }
  const values = listOf(value).map((one) => readSingle(one, attribute))
  if (values.length > (MOST_VALUES[attribute.name] ?? FEW_VALUES)) throw wrong(attribute, 'fewer values')
  const kept = values.filter((one) => one !== undefined)
  return kept.length === 0 ? undefined : onePrimary(distinct(kept), attribute)
}

/** One value of an attribute. */
export function readSingle(value: unknown, attribute: Attribute): unknown {
  switch (attribute.type) {
    case 'complex':
      return readComplex(value, attribute)
    case 'boolean':
      return readBoolean(value, attribute)
    default:
      return readText(value, attribute)
  }
}

function readComplex(value: unknown, attribute: Attribute): unknown {
  // Some clients send the id of a member alone.
  if (typeof value === 'string' && findSub(attribute, 'value') !== undefined)
    return { value: readText(value, attribute) }
  if (!isObject(value)) throw wrong(attribute, 'an object')
  const kept: Record<string, unknown> = {}
  for (const sub of attribute.subAttributes ?? []) {
    if (sub.mutability === 'readOnly') continue
    const member = memberOf(value, sub.name)
    const read = member === undefined || member === null ? undefined : readSingle(member, sub)
    if (read !== undefined && read !== '') kept[sub.name] = read
  }
  return Object.keys(kept).length === 0 ? undefined : kept
}

// Entra ID sends booleans as "True" and "False".
function readBoolean(value: unknown, attribute: Attribute): boolean {
  if (typeof value === 'boolean') return value
  const text = typeof value === 'string' ? value.toLowerCase() : ''
  if (text === 'true' || text === 'false') return text === 'true'
  throw wrong(attribute, 'true or false')
}

function readText(value: unknown, attribute: Attribute): string | undefined {
  if (typeof value !== 'string') throw wrong(attribute, 'text')
  if (value.length > LONGEST_TEXT) throw wrong(attribute, `at most ${LONGEST_TEXT} characters`)
  // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is looked for
  if (!value.isWellFormed() || /[\u0000-\u001f\u007f]/.test(value))
    throw wrong(attribute, 'text without control characters')
  if (value.trim() === '') {
    if (attribute.required) throw wrong(attribute, 'text that is not empty')
    return undefined
  }
  return value
}

function wrong(attribute: Attribute, expected: string) {
  return invalid('invalidValue', `${attribute.name}: expected ${expected}`)
}

/** Values that are the same once, by their `value` where they have one. */
export function distinct(values: readonly unknown[]): unknown[] {
  const seen = new Map<string, unknown>()
  for (const value of values) {
    const name = JSON.stringify(isObject(value) ? [value.value, value.type] : value)
    seen.set(name, value)
  }
  return [...seen.values()]
}

/** Of several values called primary the last one is (RFC 7644 §3.5.2). */
export function onePrimary(values: readonly unknown[], attribute: Attribute): unknown[] {
  if (findSub(attribute, 'primary') === undefined) return [...values]
  const last = values.findLastIndex((value) => isObject(value) && value.primary === true)
  return values.map((value, i) =>
    isObject(value) && value.primary === true && i !== last ? { ...value, primary: false } : value,
  )
}
