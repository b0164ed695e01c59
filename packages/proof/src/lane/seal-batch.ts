import { ProofError } from '../errors.ts'
import { nodeHash } from '../merkle/tree-hash.ts'
import { batchSigningInput, laneHead } from './lane-head.ts'

/** Signs with a process key (Ed25519): in Node a private key, in a test whatever serves. */
export interface BatchSigner {
  /** Raw Ed25519 public key, 32 bytes. */
  readonly key: Uint8Array
  readonly sign: (message: Uint8Array) => Uint8Array | Promise<Uint8Array>
}

/** A batch of entries that is about to be promised. */
export interface BatchDraft {
  readonly origin: string
  /** 16 bytes. */
  readonly lane: Uint8Array
  /** Counts from 1. */
  readonly batch: number
  /** Head of the batch before. */
  readonly prev: Uint8Array
  /** Leaf hashes in the order of their positions. */
  readonly leaves: readonly Uint8Array[]
  /** When the entries will be in the log, in milliseconds since 1970 UTC. */
  readonly due: number
}

/** A signed batch: all that its promises are made from. */
export interface SignedBatch extends BatchDraft {
  readonly key: Uint8Array
  readonly signature: Uint8Array
  /** The batch tree, leaves first, an odd last node carried up; hashed again for each promise where it is left out. */
  readonly rows?: BatchRows
}

export type BatchRows = readonly (readonly Uint8Array[])[]

/** A signed batch with its tree and its head, which the lane's next batch names. */
export interface SealedBatch extends SignedBatch {
  readonly root: Uint8Array
  readonly head: Uint8Array
  readonly rows: BatchRows
}

/** Hashes and signs a batch once, so that a promise for each of its entries costs no more hashing. */
export async function sealBatch(draft: BatchDraft, signer: BatchSigner): Promise<SealedBatch> {
  if (draft.leaves.length === 0) throw new ProofError('range_invalid', 'a batch holds at least one entry')
  const rows = treeRows(draft.leaves)
  const root = (rows.at(-1) as readonly Uint8Array[])[0] as Uint8Array
  const head = laneHead({
    lane: draft.lane,
    batch: draft.batch,
    count: draft.leaves.length,
    root,
    prev: draft.prev,
  })
  const signature = await signer.sign(batchSigningInput(draft.origin, head, draft.due))
  if (signature.length !== 64) throw new ProofError('range_invalid', 'an Ed25519 signature is 64 bytes')
  return { ...draft, root, head, key: signer.key, signature, rows }
}

export function treeRows(leaves: readonly Uint8Array[]): BatchRows {
  let row = [...leaves]
  const rows: Uint8Array[][] = [row]
  while (row.length > 1) {
    const above: Uint8Array[] = []
    for (let i = 0; i + 1 < row.length; i += 2)
      above.push(nodeHash(row[i] as Uint8Array, row[i + 1] as Uint8Array))
    if (row.length % 2 === 1) above.push(row[row.length - 1] as Uint8Array)
    rows.push(above)
    row = above
  }
  return rows
}
