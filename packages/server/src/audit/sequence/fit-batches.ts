import { batchRoot, batchSigningInput, decodeBundle, LANE_START, laneHead, leafHash } from '@azukari/proof'
import { endorsedKey, isInPlace, readEntry } from '../entry/entry-place.ts'
import { type LogIdentity, verifyRaw } from '../origin/process-key.ts'
import type { KnownBatches } from './known-batches.ts'
import type { PendingBatch } from './pending-batch.ts'

/** Why a batch cannot follow the one before it in its lane. */
export type GapCode =
  | 'batch_missing'
  | 'batch_repeated'
  | 'batch_too_large'
  | 'bundle_malformed'
  | 'entry_malformed'
  | 'head_mismatch'
  | 'not_endorsed'
  | 'prev_mismatch'
  | 'signature_invalid'

/** A batch that may be sequenced. */
export interface FittedBatch {
  readonly lane: Buffer
  readonly batch: number
  readonly head: Buffer
  readonly key: Buffer
  readonly due: number
  /** C2SP entry bundle. */
  readonly entries: Buffer
  /** Length in bytes of each entry, without its length prefix. */
  readonly lengths: readonly number[]
  readonly leaves: readonly Uint8Array[]
}

export interface Misfit {
  readonly lane: Buffer
  readonly batch: number
  readonly code: GapCode
}

interface LaneState {
  readonly batch: number
  readonly head: Buffer
  readonly key: Buffer | undefined
}

/**
 * Divides what waits (ordered by lane and batch) into what follows its lane without a gap and the first batch of each lane that does not.
 * Nothing after a misfit is taken from its lane. What fits comes out in order of due time, each lane's order kept.
 */
export function fitBatches(
  rows: readonly PendingBatch[],
  log: LogIdentity,
  known?: KnownBatches,
): { fitted: FittedBatch[]; misfits: Misfit[] } {
  const fitted: { batch: FittedBatch; at: number }[] = []
  const misfits: Misfit[] = []
  let state: LaneState | undefined
  let at = 0
  rows.forEach((row, i) => {
    if (i === 0 || !row.lane.equals((rows[i - 1] as PendingBatch).lane)) {
      state = {
        batch: row.lastBatch ?? 0,
        head: row.lastHead ?? Buffer.from(LANE_START),
        key: row.key ?? undefined,
      }
      at = 0
    }
    if (state === undefined) return
    const result = fit(row, state, log, known)
    if (typeof result === 'string') {
      misfits.push({ lane: row.lane, batch: row.batch, code: result })
      state = undefined
      return
    }
    // A clock that went back must not turn a lane's batches round.
    at = Math.max(at, row.due)
    fitted.push({ batch: result, at })
    state = result
  })
  fitted.sort((a, b) => a.at - b.at)
  return { fitted: fitted.map((f) => f.batch), misfits }
}

function fit(
  row: PendingBatch,
  state: LaneState,
  log: LogIdentity,
  known: KnownBatches | undefined,
): FittedBatch | GapCode {
  const { lane, batch, prev, entries } = row
  if (batch <= state.batch) return 'batch_repeated'
  if (batch > state.batch + 1) return 'batch_missing'
  if (!prev.equals(state.head)) return 'prev_mismatch'
  const own = known?.take(row)
  // The first batch of a lane says whose key signs there: that is read, whoever wrote it.
  if (own && state.key?.equals(own.sealed.key)) {
    return { ...own, due: own.dueMs, key: state.key, lengths: lengthsOf(own.entries) }
  }
  if (entries === null) return 'batch_too_large'
  const parts = split(entries, row.count)
  if (parts === undefined) return 'bundle_malformed'
  const read = parts.map(readEntry)
  const place = { lane: lane.toString('hex'), batch, prev: prev.toString('hex') }
  if (!read.every((entry, pos) => isInPlace(entry, pos, place))) return 'entry_malformed'
  const leaves = parts.map(leafHash)
  const head = Buffer.from(laneHead({ lane, batch, count: parts.length, root: batchRoot(leaves), prev }))
  if (!head.equals(row.head)) return 'head_mismatch'
  const key = state.key ?? endorsedKey(read[0], log)
  if (key === undefined) return 'not_endorsed'
  if (!verifyRaw(batchSigningInput(log.origin, head, row.due), row.signature, key)) return 'signature_invalid'
  return { lane, batch, head, key, due: row.due, entries, lengths: parts.map((p) => p.length), leaves }
}

/** Lengths of the entries of a bundle that is known to be well formed. */
export function lengthsOf(entries: Buffer): number[] {
  const lengths: number[] = []
  for (let at = 0; at < entries.length; ) {
    const length = entries.readUInt16BE(at)
    lengths.push(length)
    at += 2 + length
  }
  return lengths
}

function split(entries: Buffer, count: number): Uint8Array[] | undefined {
  try {
    return decodeBundle(entries, count)
  } catch {
    return undefined
  }
}
