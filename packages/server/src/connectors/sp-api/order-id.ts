import type { JsonValue } from './item.ts'

const MAX_LENGTH = 128
const CONTROL = /\p{Cc}/u

/** The order's id without the blanks around it, or null where it cannot be one. */
export function orderId(value: JsonValue | undefined): string | null {
  if (typeof value !== 'string') return null
  const id = value.trim()
  return id === '' || id.length > MAX_LENGTH || CONTROL.test(id) || !id.isWellFormed() ? null : id
}
