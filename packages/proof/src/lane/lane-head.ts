import { sha256 } from '#sha256'
import { bigEndian, concat, utf8 } from '../encoding.ts'
import { ProofError } from '../errors.ts'
import { treeHash } from '../merkle/tree-hash.ts'

const LANE_DOMAIN = utf8('azukari/lane/v1\0')
const BATCH_DOMAIN = utf8('azukari/batch/v1\0')

/** The head before a lane's first batch. */
export const LANE_START: Uint8Array = new Uint8Array(32)

/** What one batch's head binds. */
export interface LaneHeadInput {
  /** 16 bytes. */
  readonly lane: Uint8Array
  /** Counts from 1. */
  readonly batch: number
  /** Entries in the batch, at least 1. */
  readonly count: number
  /** Tree hash of the batch's leaf hashes. */
  readonly root: Uint8Array
  /** Head of the lane's batch before this one; `LANE_START` for batch 1. */
  readonly prev: Uint8Array
}

/** RFC 6962 tree hash of a batch's leaf hashes, in the order of their positions. */
export function batchRoot(leafHashes: readonly Uint8Array[]): Uint8Array {
  if (leafHashes.length === 0) throw new ProofError('range_invalid', 'a batch holds at least one entry')
  return treeHash(leafHashes)
}

/** SHA-256("azukari/lane/v1" ‖ 0x00 ‖ lane (16) ‖ u64 batch ‖ u32 count ‖ root (32) ‖ prev (32)). */
export function laneHead({ lane, batch, count, root, prev }: LaneHeadInput): Uint8Array {
  if (lane.length !== 16 || root.length !== 32 || prev.length !== 32) {
    throw new ProofError('range_invalid', 'a lane id is 16 bytes, a root and a head 32')
  }
  if (batch < 1 || count < 1) throw new ProofError('range_invalid', 'batches and their entries count from 1')
  return sha256(LANE_DOMAIN, lane, bigEndian(batch, 8), bigEndian(count, 4), root, prev)
}

/**
 * What a process key signs for a batch:
 * "azukari/batch/v1" ‖ 0x00 ‖ u16 length of origin ‖ origin ‖ head (32) ‖ u64 due, in milliseconds since 1970 UTC.
 */
export function batchSigningInput(origin: string, head: Uint8Array, due: number): Uint8Array {
  if (head.length !== 32) throw new ProofError('range_invalid', 'a head is 32 bytes')
  const name = utf8(origin)
  return concat(BATCH_DOMAIN, bigEndian(name.length, 2), name, head, bigEndian(due, 8))
}
