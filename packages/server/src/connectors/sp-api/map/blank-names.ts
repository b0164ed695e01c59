import type { ImportWarning, JsonValue } from '../item.ts'
import { blankText, isObject, member } from './member.ts'

/** Objects that have a name beside other things when the marketplace's role for personal data is there. */
const NAMED = [
  { object: ['buyer'], name: 'buyerName' },
  { object: ['recipient', 'deliveryAddress'], name: 'name' },
  { object: ['BuyerInfo'], name: 'BuyerName' },
  { object: ['ShippingAddress'], name: 'Name' },
] as const

const hasContent = (value: JsonValue): boolean =>
  isObject(value)
    ? Object.values(value).some(hasContent)
    : Array.isArray(value)
      ? value.some(hasContent)
      : !blankText(value)

/**
 * The marketplace answers 200 and leaves names out when the caller lacks the role, or asked without a restricted token. Then an importer
 * looks healthy while no label can be printed, so it is said.
 */
export function blankNames(order: JsonValue): readonly ImportWarning[] {
  const warnings: ImportWarning[] = []
  const found = (path: string): void => {
    warnings.push({ code: 'blank_name_missing_role', path })
  }
  for (const { object, name } of NAMED) {
    const parent = member(order, ...object)
    if (!isObject(parent) || !blankText(member(parent, name))) continue
    if (Object.hasOwn(parent, name) || hasContent(parent)) found([...object, name].join('.'))
  }
  // getOrderBuyerInfo has the buyer's members beside the order's id.
  if (isObject(order) && !Object.hasOwn(order, 'OrderStatus') && Object.hasOwn(order, 'BuyerEmail'))
    if (blankText(member(order, 'BuyerName'))) found('BuyerName')
  return warnings
}
