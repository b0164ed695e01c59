import type { Tx } from '../../platform/db.ts'
import { logFenced } from '../errors.ts'

const TAKE = {
  text: `UPDATE audit.origin SET term = term + 1 WHERE $1::bigint IS NULL OR term = $1 RETURNING term`,
}
const ADVANCE = {
  name: 'audit-advance-term',
  text: `UPDATE audit.origin SET term = term + 1 WHERE term = $1 RETURNING term`,
}

/** Takes the term from whoever holds it; only if it is still `observed`, where that is given. Throws `log_fenced`. */
export async function takeTerm(tx: Tx, observed?: number): Promise<number> {
  return only(await tx.query<{ term: number }>(TAKE, [observed ?? null]))
}

/**
 * First statement of each of the sequencer's transactions: a stale sequencer finds another term and goes no further, and two at once queue
 * on the row. Throws `log_fenced`.
 */
export async function advanceTerm(tx: Tx, held: number): Promise<number> {
  return only(await tx.query<{ term: number }>(ADVANCE, [held]))
}

function only(rows: readonly { term: number }[]): number {
  const [row] = rows
  if (row === undefined) throw logFenced('the term is not the one this sequencer holds')
  return row.term
}
