import { invalid } from './errors.ts'
import { isObject, listOf, valueMatches } from './evaluate-filter.ts'
import type { AttributePath, Filter, PatchPath } from './filter.ts'
import { parsePatchPath } from './parse-filter.ts'
import { distinct, memberOf, onePrimary, readResource, readSingle, readValue } from './read-resource.ts'
import { type Attribute, findAttribute, findSub, type Resource, type ResourceSchema } from './schema.ts'
import { NOT_KEPT } from './user-schema.ts'

export const PATCH_OP = 'urn:ietf:params:scim:api:messages:2.0:PatchOp'
const MOST_OPERATIONS = 100

type Op = 'add' | 'replace' | 'remove'
type Draft = Record<string, unknown>

/**
 * A resource after a PATCH (RFC 7644 §3.5.2), all operations or none. Takes what Entra ID and Okta send beside the letter of it: operations in any
 * case, booleans as text, dotted names and paths with filters as keys of a value, values with a removal.
 * Throws `scim_invalid` (invalidSyntax, invalidPath, invalidValue, noTarget, mutability).
 */
export function applyPatch(resource: Resource, body: unknown, schema: ResourceSchema): Resource {
  const draft: Draft = structuredClone(resource) as Draft
  for (const operation of operationsOf(body)) applyOperation(draft, operation, schema)
  return readResource(draft, schema)
}

function operationsOf(body: unknown): readonly unknown[] {
  if (!isObject(body)) throw invalid('invalidSyntax', 'expected an object')
  const schemas = memberOf(body, 'schemas')
  if (
    schemas !== undefined &&
    !listOf(schemas).some((s) => typeof s === 'string' && s.toLowerCase() === PATCH_OP.toLowerCase())
  )
    throw invalid('invalidSyntax', 'schemas does not name PatchOp')
  const operations = memberOf(body, 'Operations')
  if (!Array.isArray(operations) || operations.length === 0)
    throw invalid('invalidSyntax', 'Operations is missing')
  if (operations.length > MOST_OPERATIONS) throw invalid('invalidSyntax', 'too many operations')
  return operations
}

function applyOperation(draft: Draft, operation: unknown, schema: ResourceSchema): void {
  if (!isObject(operation)) throw invalid('invalidSyntax', 'an operation is an object')
  const op = opOf(memberOf(operation, 'op'))
  const path = memberOf(operation, 'path')
  const value = memberOf(operation, 'value')
  if (path !== undefined && path !== null && typeof path !== 'string')
    throw invalid('invalidPath', 'a path is text')
  if (op !== 'remove' && value === undefined) throw invalid('invalidValue', 'the value is missing')
  if (path !== undefined && path !== null && path !== '') return void applyAt(draft, op, path, value, schema)
  if (op === 'remove') throw invalid('noTarget', 'a removal needs a path')
  if (!isObject(value)) throw invalid('invalidValue', 'without a path the value is an object')
  for (const [key, one] of Object.entries(value)) {
    if (isPassedOver(key)) continue
    applyAt(draft, op, key, one, schema, true)
  }
}

function opOf(op: unknown): Op {
  const name = typeof op === 'string' ? op.toLowerCase() : ''
  if (name === 'add' || name === 'replace' || name === 'remove') return name
  throw invalid('invalidSyntax', 'op is add, replace or remove')
}

// Clients repeat these beside what they change; they change nothing.
const isPassedOver = (key: string) => ['schemas', 'id', 'meta'].includes(key.toLowerCase())

/** @param lenient the path was a key of a value: read-only attributes there are passed over, as in a whole resource. */
function applyAt(
  draft: Draft,
  op: Op,
  text: string,
  value: unknown,
  schema: ResourceSchema,
  lenient = false,
): void {
  const target = parsePatchPath(text)
  const attribute = attributeAt(target.path, schema)
  if (attribute === undefined) return
  if (attribute.mutability === 'readOnly') {
    if (lenient) return
    throw invalid('mutability', `${attribute.name} is not changed here`)
  }
  if (target.filter !== undefined)
    return void applyFiltered(draft, op, target, target.filter, attribute, value)
  if (target.path.sub !== undefined) return void applySub(draft, op, target.path.sub, attribute, value)
  if (op === 'remove') removeWhole(draft, attribute, value)
  else if (op === 'add' && attribute.multiValued) addValues(draft, attribute, value)
  else setWhole(draft, op, attribute, value)
}

/** Undefined for what is known and not kept. Throws for what nobody knows. */
function attributeAt(path: AttributePath, schema: ResourceSchema): Attribute | undefined {
  const urn = path.urn?.toLowerCase()
  // Extensions are not kept.
  if (urn?.startsWith('urn:ietf:params:scim:schemas:extension')) return undefined
  if (urn !== undefined && urn !== schema.id.toLowerCase())
    throw invalid('invalidPath', 'there is no such schema here')
  const attribute = findAttribute(schema, path.name)
  if (attribute === undefined && !NOT_KEPT.has(path.name.toLowerCase()))
    throw invalid('invalidPath', 'there is no such attribute')
  return attribute
}

function setWhole(draft: Draft, op: Op, attribute: Attribute, value: unknown): void {
  const read = readValue(value, attribute)
  if (read === undefined) return void drop(draft, attribute)
  const before = draft[attribute.name]
  // What is added to an attribute with parts leaves its other parts; so does replacing some of them without a filter (RFC 7644 §3.5.2.3).
  const merges = attribute.type === 'complex' && !attribute.multiValued && isObject(before) && isObject(read)
  draft[attribute.name] = merges ? { ...before, ...read } : read
  if (op === 'add' && attribute.multiValued) draft[attribute.name] = distinct(listOf(draft[attribute.name]))
}

function addValues(draft: Draft, attribute: Attribute, value: unknown): void {
  const added = listOf(readValue(value, attribute))
  const all = distinct([...listOf(draft[attribute.name]), ...added])
  if (all.length > 0) draft[attribute.name] = onePrimary(all, attribute)
}

/** Entra ID takes single members away by naming them in the value. */
function removeWhole(draft: Draft, attribute: Attribute, value: unknown): void {
  if (!attribute.multiValued || listOf(value).length === 0) return void drop(draft, attribute)
  const gone = new Set(listOf(readValue(value, attribute)).map(nameOf))
  setList(
    draft,
    attribute,
    listOf(draft[attribute.name]).filter((one) => !gone.has(nameOf(one))),
  )
}

const nameOf = (value: unknown) => JSON.stringify(isObject(value) ? value.value : value)

function drop(draft: Draft, attribute: Attribute): void {
  if (attribute.required) throw invalid('mutability', `${attribute.name} cannot be taken away`)
  delete draft[attribute.name]
}

function setList(draft: Draft, attribute: Attribute, values: readonly unknown[]): void {
  if (values.length === 0) drop(draft, attribute)
  else draft[attribute.name] = values
}

function subOf(attribute: Attribute, name: string): Attribute {
  const sub = findSub(attribute, name)
  if (sub === undefined) throw invalid('invalidPath', `${attribute.name} has no such part`)
  if (sub.mutability === 'readOnly')
    throw invalid('mutability', `${attribute.name}.${sub.name} is not changed here`)
  return sub
}

function applySub(draft: Draft, op: Op, name: string, attribute: Attribute, value: unknown): void {
  if (attribute.type !== 'complex') throw invalid('invalidPath', `${attribute.name} has no parts`)
  const sub = subOf(attribute, name)
  const change = (one: unknown) => withSub(one, sub, op === 'remove' ? null : value)
  if (!attribute.multiValued) {
    const changed = change(draft[attribute.name] ?? {})
    if (Object.keys(changed).length === 0) drop(draft, attribute)
    else draft[attribute.name] = changed
    return
  }
  const values = listOf(draft[attribute.name]).map(change)
  if (values.length === 0 && op === 'replace')
    throw invalid('noTarget', `there is no value of ${attribute.name}`)
  setList(draft, attribute, values.length === 0 && op === 'add' ? [change({})] : values)
}

function withSub(one: unknown, sub: Attribute, value: unknown): Record<string, unknown> {
  const { [sub.name]: _, ...rest } = isObject(one) ? one : {}
  const read = value === null ? undefined : readSingle(value, sub)
  return read === undefined ? rest : { ...rest, [sub.name]: read }
}

function applyFiltered(
  draft: Draft,
  op: Op,
  target: PatchPath,
  filter: Filter,
  attribute: Attribute,
  value: unknown,
): void {
  if (!attribute.multiValued || attribute.type !== 'complex')
    throw invalid('invalidPath', `${attribute.name} has no values to choose from`)
  const sub = target.path.sub === undefined ? undefined : subOf(attribute, target.path.sub)
  const values = listOf(draft[attribute.name])
  const change = changeOf(op, sub, attribute, value)
  if (!values.some((one) => valueMatches(filter, one, attribute))) {
    // Removing what is not there is done already.
    if (op === 'remove') return
    const made = op === 'add' ? impliedBy(filter, attribute) : undefined
    if (made === undefined) throw invalid('noTarget', `no value of ${attribute.name} fulfils the filter`)
    return void setList(draft, attribute, onePrimary([...values, ...change(made)], attribute))
  }
  const changed = values.flatMap((one) => (valueMatches(filter, one, attribute) ? change(one) : [one]))
  setList(draft, attribute, onePrimary(changed, attribute))
}

function changeOf(op: Op, sub: Attribute | undefined, attribute: Attribute, value: unknown) {
  return (one: unknown): unknown[] => {
    if (sub !== undefined) {
      const changed = withSub(one, sub, op === 'remove' ? null : value)
      return Object.keys(changed).length === 0 ? [] : [changed]
    }
    if (op === 'remove') return []
    const read = readSingle(value, attribute)
    if (!isObject(read)) return op === 'replace' ? [] : [one]
    return [op === 'add' && isObject(one) ? { ...one, ...read } : read]
  }
}

/** The value that a filter of equalities describes: Entra ID adds `emails[type eq "work"].value` where there is no such address yet. */
function impliedBy(filter: Filter, attribute: Attribute): Record<string, unknown> | undefined {
  if (filter.kind === 'and') {
    const left = impliedBy(filter.left, attribute)
    const right = impliedBy(filter.right, attribute)
    return left && right && { ...left, ...right }
  }
  if (filter.kind !== 'compare' || filter.operator !== 'eq' || filter.value === null) return undefined
  const sub = findSub(attribute, filter.path.name)
  return sub === undefined || sub.mutability === 'readOnly'
    ? undefined
    : { [sub.name]: readSingle(filter.value, sub) }
}
