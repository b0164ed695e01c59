import { type BucketHandle, hmac, type Keyring } from '../../keys/index.ts'
import { mostCellBytes, writeCell } from './cell.ts'
import type { CellToBe } from './group-plan.ts'

/** The cells of a group, and where they belong. */
export interface PlacedCells {
  /** 16 bytes. */
  readonly record: Uint8Array
  /** Policy version. */
  readonly schema: number
  readonly cells: readonly Pick<CellToBe, 'text'>[]
}

/** Plaintexts of a group's cells, one after the other in one piece of memory. */
export interface EncodedGroup {
  /** Record, policy version, cells: what the digest is of. */
  readonly bytes: Buffer
  /** Of each cell, in step with `cells`. */
  readonly plaintexts: readonly Buffer[]
}

const RECORD_BYTES = 16
const HEAD_BYTES = RECORD_BYTES + 4

// Every record's plaintext goes through here and is wiped: memory of its own for each would be most of what sealing leaves to the collector.
const shared = Buffer.allocUnsafeSlow(64 * 1024)

/**
 * Encodes the cells of a group and gives them to `use`, which must not keep them nor wait for anything: they are wiped when it returns, and the next group
 * stands in the same place.
 */
export function withEncodedGroup<T>(group: PlacedCells, use: (encoded: EncodedGroup) => T): T {
  let most = HEAD_BYTES
  for (const { text } of group.cells) most += mostCellBytes(text)
  const into = most <= shared.length ? shared : Buffer.allocUnsafeSlow(most)
  into.set(group.record, 0)
  into.writeUInt32BE(group.schema, RECORD_BYTES)
  let at = HEAD_BYTES
  const plaintexts: Buffer[] = []
  for (const { text } of group.cells) {
    const end = writeCell(into, at, text)
    plaintexts.push(into.subarray(at, end))
    at = end
  }
  const bytes = into.subarray(0, at)
  try {
    return use({ bytes, plaintexts })
  } finally {
    bytes.fill(0)
  }
}

/** Search keys are by field; no field of a policy has this number. */
const WHOLE_GROUP = 0
/** 1 was over the fields in order of their names: such a digest tells nothing any more, so its record is opened and compared once. */
const DIGEST_VERSION = 2
const DIGEST_BYTES = 16

/**
 * 128 bits by which an import tells that a group of a record would hold what it holds: HMAC-SHA-256 over the record, the policy version and the cells' plaintexts
 * (each begins with its length), under a key of the bucket's seed. Whoever reads the tables cannot guess at values without that key; after the bucket's end
 * nobody can.
 */
export function groupDigest(keyring: Keyring, bucket: BucketHandle, { bytes }: EncodedGroup): Buffer {
  return hmac(keyring.searchKey(bucket, WHOLE_GROUP, DIGEST_VERSION), bytes).subarray(0, DIGEST_BYTES)
}
