import { invalid } from './errors.ts'
import { isObject, listOf } from './evaluate-filter.ts'
import { parseAttributePath } from './parse-filter.ts'
import {
  type Attribute,
  COMMON,
  findAttribute,
  findSub,
  type Resource,
  type ResourceSchema,
} from './schema.ts'

/** Which attributes a reply has (RFC 7644 §3.9). */
export interface Projection {
  readonly attributes: readonly string[]
  readonly excluded: readonly string[]
}

/** Reads `attributes` and `excludedAttributes`, of which at most one may be given. Throws `scim_invalid`. */
export function readProjection(attributes: unknown, excluded: unknown): Projection {
  const projection = { attributes: namesOf(attributes), excluded: namesOf(excluded) }
  if (projection.attributes.length > 0 && projection.excluded.length > 0)
    throw invalid('invalidValue', 'attributes and excludedAttributes exclude each other')
  return projection
}

function namesOf(given: unknown): string[] {
  const texts = typeof given === 'string' ? given.split(',') : listOf(given)
  if (texts.length > 100) throw invalid('invalidValue', 'too many attributes are named')
  return texts.flatMap((text) => (typeof text === 'string' && text.trim() !== '' ? [text.trim()] : []))
}

/** The resource with the attributes asked for; those that are always returned stay. */
export function project(resource: Resource, schema: ResourceSchema, projection: Projection): Resource {
  const { attributes, excluded } = projection
  if (attributes.length === 0 && excluded.length === 0) return resource
  const named = select(attributes.length > 0 ? attributes : excluded, schema)
  const kept: Record<string, unknown> = {}
  for (const attribute of [...COMMON, ...schema.attributes]) {
    const value = resource[attribute.name]
    if (value === undefined) continue
    if (attribute.returned === 'always') kept[attribute.name] = value
    else if (attributes.length > 0) keepNamed(kept, attribute, value, named.get(attribute.name))
    else keepOthers(kept, attribute, value, named.get(attribute.name))
  }
  return kept
}

type Parts = ReadonlySet<string> | 'whole'

/** Attributes named, with their parts where only those are. What is not kept is passed over. */
function select(names: readonly string[], schema: ResourceSchema): ReadonlyMap<string, Parts> {
  const named = new Map<string, Parts>()
  for (const text of names) {
    const path = parseAttributePath(text)
    const foreign = path?.urn !== undefined && path.urn.toLowerCase() !== schema.id.toLowerCase()
    const attribute = path === undefined || foreign ? undefined : findAttribute(schema, path.name)
    if (path === undefined || attribute === undefined) continue
    const before = named.get(attribute.name)
    const sub = path.sub === undefined ? undefined : findSub(attribute, path.sub)?.name
    if (path.sub === undefined || before === 'whole') named.set(attribute.name, 'whole')
    else if (sub !== undefined) named.set(attribute.name, new Set([...(before ?? []), sub]))
  }
  return named
}

function keepNamed(
  kept: Record<string, unknown>,
  attribute: Attribute,
  value: unknown,
  parts: Parts | undefined,
) {
  if (parts === undefined) return
  kept[attribute.name] = parts === 'whole' ? value : mapParts(value, (name) => parts.has(name))
}

function keepOthers(
  kept: Record<string, unknown>,
  attribute: Attribute,
  value: unknown,
  parts: Parts | undefined,
) {
  if (parts === 'whole') return
  kept[attribute.name] = parts === undefined ? value : mapParts(value, (name) => !parts.has(name))
}

function mapParts(value: unknown, keep: (name: string) => boolean): unknown {
  if (Array.isArray(value)) return value.map((one) => mapParts(one, keep))
  if (!isObject(value)) return value
  return Object.fromEntries(Object.entries(value).filter(([name]) => keep(name)))
}
