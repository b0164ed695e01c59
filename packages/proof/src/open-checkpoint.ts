import { type Checkpoint, formatCheckpoint, parseCheckpoint } from './checkpoint.ts'
import { ProofError } from './errors.ts'
import { parseNote } from './note/note.ts'
import { type NoteSigner, signNote } from './note/sign-note.ts'
import { verifyNote } from './note/verify-note.ts'
import type { VerifierKey } from './note/vkey.ts'

/** A checkpoint whose signature was verified, and by whom. */
export interface SignedCheckpoint extends Checkpoint {
  readonly signers: readonly VerifierKey[]
}

/** The signed note that a log serves at `checkpoint`. */
export async function signCheckpoint(
  checkpoint: Checkpoint,
  signers: readonly NoteSigner[],
): Promise<string> {
  return signNote(formatCheckpoint(checkpoint), signers)
}

/**
 * Reads a signed checkpoint. One of `keys` whose name is the checkpoint's origin must have signed it:
 * a witness alone does not make a head of this log.
 * Throws `note_malformed`, `note_unsigned`, `note_signature_invalid`, `checkpoint_malformed`, or
 * `checkpoint_origin_mismatch` where another log (or not the one asked for) speaks.
 */
export async function openCheckpoint(
  note: string | Uint8Array,
  keys: readonly VerifierKey[],
  origin?: string,
): Promise<SignedCheckpoint> {
  const parsed = parseNote(note)
  const signers = await verifyNote(parsed, keys)
  const checkpoint = parseCheckpoint(parsed.text)
  if (!signers.some((key) => key.name === checkpoint.origin)) {
    throw new ProofError('checkpoint_origin_mismatch', 'the key that signed is not that of the origin')
  }
  if (origin !== undefined && checkpoint.origin !== origin) {
    throw new ProofError('checkpoint_origin_mismatch', 'a checkpoint of another log')
  }
  return { ...checkpoint, signers }
}
