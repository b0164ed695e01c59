import type { JsonValue } from '../item.ts'

/** Members by which the models tell elements apart, first found wins. A report without item ids has the SKU. */
const IDENTITIES = [
  'orderItemId',
  'OrderItemId',
  'packageReferenceId',
  'order-item-id',
  'amazon-order-item-id',
  'sku',
] as const
/** Keys stand in the order class, where nothing personal may be: what does not look like an id is not taken for one. */
const ID_LIKE = /^[A-Za-z0-9._:-]{1,64}$/

function ownKey(element: JsonValue): string | null {
  if (typeof element !== 'object' || element === null || Array.isArray(element)) return null
  for (const name of IDENTITIES) {
    const value = (element as Readonly<Record<string, JsonValue>>)[name]
    if (Object.hasOwn(element, name) && typeof value === 'string' && ID_LIKE.test(value)) return value
  }
  return null
}

/** A name for each element: its own id, `#n` without one, `id#n` where an earlier element has the same id. */
export function elementKeys(elements: readonly JsonValue[]): readonly string[] {
  // Most orders have one item in one package.
  if (elements.length === 1) return [ownKey(elements[0] as JsonValue) ?? '#0']
  const used = new Set<string>()
  return elements.map((element, i) => {
    const own = ownKey(element)
    const key = own === null ? `#${i}` : used.has(own) ? `${own}#${i}` : own
    used.add(key)
    return key
  })
}
