import { ProofError } from './errors.ts'
import { verifyInclusion } from './merkle/inclusion.ts'
import type { VerifierKey } from './note/vkey.ts'
import { openCheckpoint, type SignedCheckpoint } from './open-checkpoint.ts'
import { parseReceipt } from './receipt.ts'

/** What a verified receipt shows: this entry, at this index, under this signed head. */
export interface VerifiedReceipt {
  readonly index: number
  readonly checkpoint: SignedCheckpoint
}

/**
 * Verifies a receipt offline: the head is signed by one of the log's `keys`, and `leaf` (the leaf hash of
 * the entry in question) is at the stated index under it. A receipt's `extra` is not looked at.
 * Throws as `parseReceipt` and `openCheckpoint` do, or `receipt_inclusion_invalid`.
 */
export async function verifyReceipt(
  receipt: string | Uint8Array,
  leaf: Uint8Array,
  keys: readonly VerifierKey[],
  origin?: string,
): Promise<VerifiedReceipt> {
  const { index, proof, checkpoint: note } = parseReceipt(receipt)
  const checkpoint = await openCheckpoint(note, keys, origin)
  if (!verifyInclusion(index, checkpoint.size, leaf, proof, checkpoint.root)) {
    throw new ProofError(
      'receipt_inclusion_invalid',
      'the proof does not lead from this entry to the checkpoint',
    )
  }
  return { index, checkpoint }
}
