import { utf8 } from '../encoding.ts'
import { ProofError } from '../errors.ts'
import { verifyEd25519 } from './ed25519.ts'
import type { Note } from './note.ts'
import type { VerifierKey } from './vkey.ts'

/**
 * The known keys that signed a note. Signatures of unknown keys are ignored; one of a known key that does
 * not verify refuses the whole note (C2SP signed-note).
 * Throws `note_signature_invalid`, or `note_unsigned` where no known key signed.
 */
export async function verifyNote(note: Note, keys: readonly VerifierKey[]): Promise<VerifierKey[]> {
  const message = utf8(note.text)
  const signers: VerifierKey[] = []
  for (const { name, id, signature } of note.signatures) {
    const key = keys.find((known) => known.name === name && known.id === id)
    if (key === undefined) continue
    if (!(await verifyEd25519(key.publicKey, message, signature))) {
      throw new ProofError('note_signature_invalid', `the signature of ${name} does not fit the note`)
    }
    if (!signers.includes(key)) signers.push(key)
  }
  if (signers.length === 0) throw new ProofError('note_unsigned', 'no known key signed the note')
  return signers
}
