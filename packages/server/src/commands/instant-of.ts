import { defineError } from '../platform/errors.ts'

const dateInvalid = defineError('date_invalid', 400, 'Not an instant')

/** Milliseconds since 1970 UTC of an ISO 8601 instant on the command line. Throws `date_invalid`. */
export function instantOf(text: string): number {
  const ms = /^\d{4}-\d{2}-\d{2}T/.test(text) ? Date.parse(text) : Number.NaN
  if (Number.isNaN(ms))
    throw dateInvalid('--at takes an ISO 8601 instant', { fix: 'such as 2026-11-22T09:00:00Z' })
  return ms
}
