import type { z } from 'zod'

type Check = (value: unknown) => boolean

/** What is read here of a schema's definition; everything else makes the schema one that is not plain. */
interface Definition {
  readonly type: string
  readonly checks?: readonly { readonly _zod: { readonly def: Limit } }[]
  readonly shape?: Readonly<Record<string, z.core.$ZodType>>
  readonly catchall?: z.core.$ZodType
  readonly element?: z.core.$ZodType
  readonly innerType?: z.core.$ZodType
  readonly keyType?: z.core.$ZodType
  readonly valueType?: z.core.$ZodType
  readonly entries?: Readonly<Record<string, string | number>>
  readonly coerce?: boolean
  readonly format?: string
}

interface Limit {
  readonly check: string
  readonly maximum?: number
  readonly minimum?: number
}

/**
 * A quick check made from a schema: what it says yes to, the schema accepts, and answers as it came. What it says no to is for the schema
 * itself to look at, which finds the words for what is wrong. Undefined for a schema with anything but plain objects, records, arrays, texts with
 * bounds, booleans and listed values in it. Property-tested against zod.
 */
export function plainCheck(schema: z.core.$ZodType): Check | undefined {
  return checkOf(schema, [])
}

/** @param around the schemas around this one: one that holds itself is not plain */
function checkOf(schema: z.core.$ZodType, around: readonly z.core.$ZodType[]): Check | undefined {
  if (around.includes(schema)) return undefined
  const inside = [...around, schema]
  const def = schema._zod.def as unknown as Definition
  if (def.coerce === true || def.format !== undefined) return undefined
  switch (def.type) {
    case 'string':
      return bounded(def, (value) => typeof value === 'string')
    case 'array': {
      const element = def.element && checkOf(def.element, inside)
      return element && bounded(def, (value) => Array.isArray(value) && everyItem(value, element))
    }
    case 'boolean':
      return bare(def, (value) => typeof value === 'boolean')
    case 'enum': {
      const values = new Set<unknown>(Object.values(def.entries ?? {}))
      return bare(def, (value) => values.has(value))
    }
    case 'unknown':
      return bare(def, (value) => value !== undefined)
    case 'record':
      return bare(def, recordCheck(def, inside))
    case 'object':
      return bare(def, objectCheck(def, inside))
    default:
      return undefined
  }
}

const bare = (def: Definition, check: Check | undefined): Check | undefined =>
  def.checks === undefined || def.checks.length === 0 ? check : undefined

/** Texts and arrays with a least and a most length, and no other check. */
function bounded(def: Definition, kind: Check): Check | undefined {
  let least = 0
  let most = Number.POSITIVE_INFINITY
  for (const { _zod } of def.checks ?? []) {
    const { check, minimum, maximum } = _zod.def
    if (check === 'min_length' && minimum !== undefined) least = Math.max(least, minimum)
    else if (check === 'max_length' && maximum !== undefined) most = Math.min(most, maximum)
    else return undefined
  }
  return (value) => {
    if (!kind(value)) return false
    const { length } = value as string | readonly unknown[]
    return length >= least && length <= most
  }
}

function everyItem(items: readonly unknown[], check: Check): boolean {
  for (let i = 0; i < items.length; i++) if (!check(items[i])) return false
  return true
}

function isPlain(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && Object.getPrototypeOf(value) === Object.prototype
}

/** Records whose names are any text. A member `__proto__` is zod's business. */
function recordCheck(
  { keyType, valueType }: Definition,
  inside: readonly z.core.$ZodType[],
): Check | undefined {
  const key = keyType?._zod.def as Definition | undefined
  const value = valueType && checkOf(valueType, inside)
  if (key?.type !== 'string' || (key.checks?.length ?? 0) > 0 || key.format !== undefined || !value)
    return undefined
  return (record) => {
    if (!isPlain(record)) return false
    for (const name of Object.keys(record)) if (name === '__proto__' || !value(record[name])) return false
    return true
  }
}

/** Objects without a member that is not declared, also where the schema would let it pass and leave it out. */
function objectCheck({ shape = {} }: Definition, inside: readonly z.core.$ZodType[]): Check | undefined {
  const members = new Map<string, Check>()
  const needed: string[] = []
  for (const [name, member] of Object.entries(shape)) {
    const def = member._zod.def as unknown as Definition
    const optional = def.type === 'optional' && (def.checks?.length ?? 0) === 0
    const check = checkOf(optional && def.innerType ? def.innerType : member, inside)
    if (!check) return undefined
    members.set(name, check)
    if (!optional) needed.push(name)
  }
  return (value) => {
    if (!isPlain(value)) return false
    for (const name of Object.keys(value)) if (members.get(name)?.(value[name]) !== true) return false
    for (const name of needed) if (!Object.hasOwn(value, name)) return false
    return true
  }
}
