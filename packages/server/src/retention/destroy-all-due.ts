import type { AcrossWriter } from '../audit/index.ts'
import {
  type DueBucket,
  dropDays,
  dueBuckets,
  fullBuckets,
  type Keyring,
  prepareDays,
} from '../keys/index.ts'
import { readAppliedPolicy } from '../policy/index.ts'
import { clearDestroyed, clearRows, endClearing } from './clear-rows.ts'
import { destroyEndedBuckets, destroyFullBuckets } from './destroy-buckets.ts'
import { destroyRows } from './destroy-rows.ts'
import { sweptClauses } from './destruction-entries.ts'
import { renewDueBuckets } from './renew-buckets.ts'

export interface DestroyOptions {
  /** Record keys in one transaction. */
  readonly batch?: number | undefined
  /** How many keys must be due in a bucket for it to be worth closing before its day ends. */
  readonly fullFrom?: number | undefined
  /** How many record keys may have time left in a bucket for it to get a newer key. */
  readonly mostKept?: number | undefined
  /** How long what destroyed keys left behind is cleared away in one run, in milliseconds. */
  readonly clearForMs?: number | undefined
}

export interface DestroyWriters {
  readonly writer: AcrossWriter
  /** For what is over in a few statements: one on a pipelined database saves a third of the round trips. */
  readonly groupWriter: AcrossWriter
}

const BATCH = 20_000
const FULL_FROM = 1000
const MOST_KEPT = 2000
/** Rows that are looked at to tell where much is due, as a multiple of what counts as much. */
const LOOK = 5
const CLEAR_FOR_MS = 30_000
/** Partitions of the key store are made this many days before a record key can fall into them. */
const AHEAD_DAYS = 120

/**
 * Destroys all that was due by `nowMs`: first the keys, then, in no hurry, what they left behind. Answers how many record keys went, by themselves or with what
 * was left of their buckets. Also makes room for the days to come, and gives back the space of those past.
 */
export async function destroyAllDue(
  keyring: Keyring,
  writers: DestroyWriters,
  nowMs: number,
  options: DestroyOptions = {},
): Promise<number> {
  const { database } = keyring.deps
  await prepareDays(database, nowMs, AHEAD_DAYS)
  const clauses = sweptClauses((await readAppliedPolicy(database.across.read)).model)
  const { batch = BATCH, clearForMs = CLEAR_FOR_MS } = options
  const destroyed = await destroyDueKeys(keyring, writers, nowMs, clauses, options)
  const deps = { keyring, writer: writers.writer, nowMs, clauses, batch }
  const untilMs = performance.now() + clearForMs
  const allClear = await clearDestroyed(deps, untilMs)
  const dead = (await dueBuckets(database.across.read, nowMs)).filter((b) => !b.alive)
  const cleared = await clearRows(deps, dead, untilMs)
  if (allClear && (await endClearing(deps)) > 0) await dropDays(database, nowMs)
  return destroyed + cleared
}

/**
 * Makes all that was due by `nowMs` unreadable and unfindable, what dies by one key first: buckets whose day is over, then buckets of which all is due, or nearly
 * all. Then the other record keys, of which it answers how many.
 */
export async function destroyDueKeys(
  keyring: Keyring,
  { writer, groupWriter }: DestroyWriters,
  nowMs: number,
  clauses: readonly string[],
  { batch = BATCH, fullFrom = FULL_FROM, mostKept = MOST_KEPT }: DestroyOptions = {},
): Promise<number> {
  const { read } = keyring.deps.database.across
  await destroyEndedBuckets(keyring, groupWriter, nowMs, clauses)
  const tried = new Set<number>()
  const byKey = async (due: readonly DueBucket[]) => {
    const full = due.filter((b) => b.alive && b.keys >= fullFrom && !tried.has(b.bucket))
    for (const { bucket } of full) tried.add(bucket)
    const gone = await destroyFullBuckets(keyring, groupWriter, full, nowMs, clauses)
    const staying = full.filter((b) => !gone.has(b.bucket))
    await renewDueBuckets(keyring, groupWriter, staying, nowMs, clauses, mostKept)
    return full.length > 0
  }
  while (await byKey(await fullBuckets(read, nowMs, fullFrom, LOOK * fullFrom)));
  const counted = await dueBuckets(read, nowMs)
  const due = (await byKey(counted)) ? await dueBuckets(read, nowMs) : counted
  const left = due.filter((b) => b.alive)
  return await destroyRows({ keyring, writer, nowMs, clauses, batch }, left)
}
