import { sqlstateOf } from './db-errors.ts'
import type { Tx } from './sql.ts'

/** Shorter than PostgreSQL takes to find a ring of waiting (`deadlock_timeout`, a second): whoever waits like this is never part of one for long. */
const WAIT_MS = 100

/**
 * A statement that takes many rows at once, and waits only briefly for each that somebody holds. What comes after it in the transaction waits as ever. Where
 * it takes too long the statement raises what `isHeldByOthers` knows: the caller goes round the rows that are held.
 */
export async function waitBriefly<T>(tx: Tx, work: () => Promise<T>): Promise<T> {
  await tx.query({ text: `SET LOCAL lock_timeout = ${WAIT_MS}` })
  const done = await work()
  await tx.query({ text: 'SET LOCAL lock_timeout = DEFAULT' })
  return done
}

// A lock that was not to be had in that time, a ring of waiting, a row that moved to another partition.
const HELD = new Set(['55P03', '40P01', '40001'])

export const isHeldByOthers = (error: unknown): boolean => HELD.has(sqlstateOf(error) ?? '')
