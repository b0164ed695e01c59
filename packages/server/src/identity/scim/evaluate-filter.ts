import { invalid } from './errors.ts'
import type { AttributePath, CompareOperator, CompareValue, Filter } from './filter.ts'
import { type Attribute, findAttribute, findSub, type Resource, type ResourceSchema } from './schema.ts'

/**
 * Whether a resource fulfils a filter. An attribute that is not kept has no value; one whose kind does not allow the comparison is refused
 * (RFC 7644 §3.4.2.2). Throws `scim_invalid` with invalidFilter.
 */
export function matches(filter: Filter, resource: Resource, schema: ResourceSchema): boolean {
  return evaluate(filter, resource, (name) => findAttribute(schema, name), schema.id)
}

/** The same for one value of an attribute with many, whose parts the filter's paths name. */
export function valueMatches(filter: Filter, value: unknown, attribute: Attribute): boolean {
  // `members[value eq "…"]` also over plain texts, as a value that is no object is its own `value`.
  const parts = isObject(value) ? value : { value }
  return evaluate(filter, parts, (name) => findSub(attribute, name), undefined)
}

type Find = (name: string) => Attribute | undefined

function evaluate(filter: Filter, of: Resource, find: Find, urn: string | undefined): boolean {
  switch (filter.kind) {
    case 'and':
      return evaluate(filter.left, of, find, urn) && evaluate(filter.right, of, find, urn)
    case 'or':
      return evaluate(filter.left, of, find, urn) || evaluate(filter.right, of, find, urn)
    case 'not':
      return !evaluate(filter.of, of, find, urn)
    case 'some':
      return some(filter.path, filter.filter, of, find, urn)
    case 'present': {
      const { values } = valuesAt(filter.path, of, find, urn)
      return values.some((value) => value !== '' && !(isObject(value) && Object.keys(value).length === 0))
    }
    case 'compare': {
      const { values, attribute } = valuesAt(filter.path, of, find, urn)
      return compareAll(values, attribute, filter.operator, filter.value)
    }
  }
}

function some(
  path: AttributePath,
  inner: Filter,
  of: Resource,
  find: Find,
  urn: string | undefined,
): boolean {
  const attribute = declared(path, find, urn)
  if (attribute === undefined) return false
  if (attribute.type !== 'complex') throw invalid('invalidFilter', 'only an attribute with parts takes [ ]')
  return listOf(of[attribute.name]).some((value) => valueMatches(inner, value, attribute))
}

function declared(path: AttributePath, find: Find, urn: string | undefined): Attribute | undefined {
  if (path.urn !== undefined && path.urn.toLowerCase() !== urn?.toLowerCase()) return undefined
  return find(path.name)
}

/** The values a path leads to, and the attribute that says how to compare them. */
function valuesAt(path: AttributePath, of: Resource, find: Find, urn: string | undefined) {
  const attribute = declared(path, find, urn)
  if (attribute === undefined) return { values: [], attribute: undefined }
  const values = listOf(of[attribute.name])
  if (attribute.type !== 'complex') return { values: path.sub === undefined ? values : [], attribute }
  // A complex attribute compared as a whole means its `value` (RFC 7643 §2.4).
  const sub = findSub(attribute, path.sub ?? 'value')
  if (sub === undefined) return { values: path.sub === undefined ? values : [], attribute: undefined }
  return { values: values.flatMap((v) => (isObject(v) ? listOf(v[sub.name]) : [])), attribute: sub }
}

function compareAll(
  values: readonly unknown[],
  attribute: Attribute | undefined,
  operator: CompareOperator,
  wanted: CompareValue,
): boolean {
  if (attribute?.type === 'boolean' && operator !== 'eq' && operator !== 'ne')
    throw invalid('invalidFilter', 'true and false have no order and no parts')
  if (wanted === null) return operator === 'eq' ? values.length === 0 : operator === 'ne' && values.length > 0
  if (operator === 'ne') return !values.some((value) => compare(value, attribute, 'eq', wanted))
  return values.some((value) => compare(value, attribute, operator, wanted))
}

function compare(
  value: unknown,
  attribute: Attribute | undefined,
  operator: CompareOperator,
  wanted: string | number | boolean,
): boolean {
  if (typeof value === 'boolean') {
    // Entra ID puts booleans into quotes.
    const asked = typeof wanted === 'string' ? wanted.toLowerCase() : String(wanted)
    return operator === 'eq' && String(value) === asked
  }
  if (typeof value !== 'string' || typeof wanted !== 'string') return false
  if (attribute?.type === 'dateTime') return compareInstants(value, operator, wanted)
  const fold = (text: string) => (attribute?.caseExact === true ? text : text.normalize('NFKC').toLowerCase())
  return compareTexts(fold(value), operator, fold(wanted))
}

function compareTexts(a: string, operator: CompareOperator, b: string): boolean {
  switch (operator) {
    case 'co':
      return a.includes(b)
    case 'sw':
      return a.startsWith(b)
    case 'ew':
      return a.endsWith(b)
    default:
      return ordered(a === b ? 0 : a < b ? -1 : 1, operator)
  }
}

function compareInstants(value: string, operator: CompareOperator, wanted: string): boolean {
  if (operator === 'co' || operator === 'sw' || operator === 'ew')
    return compareTexts(value, operator, wanted)
  const instant = Date.parse(wanted)
  if (Number.isNaN(instant)) throw invalid('invalidFilter', 'expected an instant in ISO 8601')
  return ordered(Date.parse(value) - instant, operator)
}

function ordered(difference: number, operator: CompareOperator): boolean {
  switch (operator) {
    case 'eq':
      return difference === 0
    case 'gt':
      return difference > 0
    case 'ge':
      return difference >= 0
    case 'lt':
      return difference < 0
    case 'le':
      return difference <= 0
    default:
      return false
  }
}

export function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

export function listOf(value: unknown): readonly unknown[] {
  return value === undefined || value === null ? [] : Array.isArray(value) ? value : [value]
}
