import type { AcrossWriter } from '../audit/index.ts'
import { dropDays, dueBuckets, type Keyring, prepareDays } from '../keys/index.ts'
import { readAppliedPolicy } from '../policy/index.ts'
import { destroyEndedBuckets, destroyFullBuckets } from './destroy-buckets.ts'
import { clearRows, destroyRows, endClearing } from './destroy-rows.ts'
import { sweptClauses } from './destruction-entries.ts'

export interface DestroyOptions {
  /** Record keys in one transaction. */
  readonly batch?: number | undefined
  /** How many keys must be due in a bucket for it to be worth closing before its day ends. */
  readonly fullFrom?: number | undefined
  /** How long what is left of destroyed buckets is cleared away in one run, in milliseconds. */
  readonly clearForMs?: number | undefined
}

export interface DestroyWriters {
  readonly writer: AcrossWriter
  /** For what is over in a few statements: one on a pipelined database saves a third of the round trips. */
  readonly groupWriter: AcrossWriter
}

const BATCH = 10_000
const FULL_FROM = 1000
const CLEAR_FOR_MS = 30_000
/** Partitions of the key store are made this many days before a record key can fall into them. */
const AHEAD_DAYS = 120

/**
 * Destroys all that was due by `nowMs`, what dies by one key first: buckets whose day is over, then buckets of which all is due. Then record keys one by one
 * where the bucket lives on; then what is left of destroyed buckets is cleared away. Answers how many rows of record keys went. Also makes room for the
 * days to come, and gives back the space of those past.
 */
export async function destroyAllDue(
  keyring: Keyring,
  { writer, groupWriter }: DestroyWriters,
  nowMs: number,
  { batch = BATCH, fullFrom = FULL_FROM, clearForMs = CLEAR_FOR_MS }: DestroyOptions = {},
): Promise<number> {
  const { database } = keyring.deps
  await prepareDays(database, nowMs, AHEAD_DAYS)
  const clauses = sweptClauses((await readAppliedPolicy(database.across.read)).model)
  await destroyEndedBuckets(keyring, groupWriter, nowMs, clauses)
  const full = (await dueBuckets(database.across.read, nowMs)).filter((b) => b.alive && b.keys >= fullFrom)
  await destroyFullBuckets(keyring, groupWriter, full, nowMs, clauses)
  const deps = { keyring, writer, nowMs, clauses, batch }
  const due = await dueBuckets(database.across.read, nowMs)
  const destroyed = await destroyRows(
    deps,
    due.filter((b) => b.alive),
  )
  const cleared = await clearRows(
    deps,
    due.filter((b) => !b.alive),
    performance.now() + clearForMs,
  )
  if ((await endClearing(deps)) > 0) await dropDays(database, nowMs)
  return destroyed + cleared
}
