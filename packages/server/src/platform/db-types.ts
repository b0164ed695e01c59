import pg from 'pg'
import { integerTooLarge } from './db-errors.ts'

const INT8 = 20
const INT8_ARRAY = 1016

// int8 holds counts, indexes and milliseconds: all below 2^53 for the next 280,000 years. Beyond it a number would be rounded silently.
function parseInt8(text: string): number {
  const n = Number(text)
  if (!Number.isSafeInteger(n)) throw integerTooLarge('an int8 column holds a number that JavaScript cannot')
  return n
}

const parseArray = pg.types.getTypeParser(INT8_ARRAY as number, 'text') as unknown as (
  text: string,
) => (string | null)[]

function parseInt8Array(text: string): (number | null)[] {
  return parseArray(text).map((n) => (n === null ? null : parseInt8(n)))
}

/** Reading of column types for every connection: int8 as number, the rest as the driver does it (bytea as Buffer, json parsed). */
export const databaseTypes: pg.CustomTypesConfig = {
  getTypeParser: ((oid: number, format?: 'text' | 'binary') => {
    if (format !== 'binary' && oid === INT8) return parseInt8
    if (format !== 'binary' && oid === INT8_ARRAY) return parseInt8Array
    return pg.types.getTypeParser(oid, format ?? 'text')
  }) as pg.CustomTypesConfig['getTypeParser'],
}
