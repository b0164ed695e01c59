import type { Clock } from '../../platform/clock.ts'
import type { Tx } from '../../platform/db.ts'
import { logChangedUnderneath } from '../errors.ts'
import { laneGap } from '../events.ts'
import type { LogIdentity } from '../origin/process-key.ts'
import type { LogTree } from '../tree/load-tree.ts'
import type { Batch, Lane } from '../write/lane.ts'
import { appendBatches } from './append-batches.ts'
import { type FittedBatch, fitBatches, lengthsOf, type Misfit } from './fit-batches.ts'
import type { KnownBatches } from './known-batches.ts'
import { type Bounds, readPending } from './pending-batch.ts'

export interface Round {
  readonly log: LogIdentity
  readonly clock: Clock
  readonly bounds: Bounds
  readonly known: KnownBatches | undefined
  /** The sequencer's own lane, for the entries it makes itself, and the key that signs there. */
  readonly lane: Lane
  readonly laneKey: Buffer
}

export interface Sequenced {
  readonly entries: number
  readonly misfits: readonly Misfit[]
  /** The sequencer's own batch; its lane advances once the commit is known. */
  readonly own: Batch | undefined
}

const TAKE_AWAY = {
  name: 'audit-take-away',
  text: `DELETE FROM audit.pending p USING unnest($1::bytea[], $2::bigint[]) AS t (lane, batch)
    WHERE p.lane = t.lane AND p.batch = t.batch RETURNING 1`,
}
const PLACES = {
  name: 'audit-write-places',
  text: `INSERT INTO audit.batch (lane, batch, first, count) SELECT * FROM unnest($1::bytea[], $2::bigint[], $3::bigint[], $4::integer[])`,
}
const LANES = {
  name: 'audit-write-lanes',
  text: `INSERT INTO audit.lane (lane, key, batch, head, last_ms)
    SELECT lane, key, batch, head, $5::bigint FROM unnest($1::bytea[], $2::bytea[], $3::bigint[], $4::bytea[]) AS t (lane, key, batch, head)
    ON CONFLICT (lane) DO UPDATE SET batch = excluded.batch, head = excluded.head, last_ms = excluded.last_ms`,
}
const GAPS = {
  name: 'audit-write-gaps',
  text: `INSERT INTO audit.gap (lane, batch, code, found_ms)
    SELECT lane, batch, code, $4::bigint FROM unnest($1::bytea[], $2::bigint[], $3::text[]) AS t (lane, batch, code)`,
}

/**
 * Moves what waits from `audit.pending` into the tree, inside a transaction that has advanced the term. Undefined when nothing waits.
 * All of it is one commit: a crash before leaves everything pending, one after leaves everything in the tree and nothing signed.
 */
export async function sequenceOnce(tx: Tx, tree: LogTree, round: Round): Promise<Sequenced | undefined> {
  const rows = await readPending(tx, round.bounds)
  if (rows.length === 0) return undefined
  const { fitted, misfits } = fitBatches(rows, round.log, round.known)
  const own = misfits.length === 0 ? undefined : await ownBatch(round, misfits)
  const batches = own === undefined ? fitted : [...fitted, asFitted(own, round.laneKey)]
  const nowMs = round.clock.now()
  const first = await appendBatches(tx, tree, batches)
  await tx.query(PLACES, [
    batches.map((b) => b.lane),
    batches.map((b) => b.batch),
    first,
    batches.map((b) => b.leaves.length),
  ])
  await writeLanes(tx, batches, nowMs)
  if (misfits.length > 0) {
    await tx.query(GAPS, [
      misfits.map((m) => m.lane),
      misfits.map((m) => m.batch),
      misfits.map((m) => m.code),
      nowMs,
    ])
  }
  const gone = await tx.query(TAKE_AWAY, [fitted.map((b) => b.lane), fitted.map((b) => b.batch)])
  if (gone.length !== fitted.length)
    throw logChangedUnderneath('a pending batch was taken away while it was sequenced')
  return { entries: batches.reduce((n, b) => n + b.leaves.length, 0), misfits, own }
}

function ownBatch({ lane, clock }: Round, misfits: readonly Misfit[]): Promise<Batch> {
  const drafts = misfits.map((m) => ({
    kind: laneGap,
    outcome: 'failure' as const,
    actor: 'system',
    detail: { lane: m.lane.toString('hex'), batch: m.batch, code: m.code },
  }))
  return lane.build(drafts, clock.now())
}

function asFitted(batch: Batch, key: Buffer): FittedBatch {
  return { ...batch, due: batch.dueMs, key, lengths: lengthsOf(batch.entries) }
}

async function writeLanes(tx: Tx, batches: readonly FittedBatch[], nowMs: number): Promise<void> {
  const last = new Map<string, FittedBatch>()
  for (const batch of batches) last.set(batch.lane.toString('latin1'), batch)
  const lanes = [...last.values()]
  await tx.query(LANES, [
    lanes.map((b) => b.lane),
    lanes.map((b) => b.key),
    lanes.map((b) => b.batch),
    lanes.map((b) => b.head),
    nowMs,
  ])
}
