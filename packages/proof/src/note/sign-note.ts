import { utf8 } from '../encoding.ts'
import { formatNote, type NoteSignature } from './note.ts'
import type { VerifierKey } from './vkey.ts'

/** A key that signs notes; the private part stays with whoever gives `sign`. */
export interface NoteSigner {
  readonly key: VerifierKey
  readonly sign: (message: Uint8Array) => Uint8Array | Promise<Uint8Array>
}

/** A note over `text` (which ends in a newline), signed by each signer in turn. */
export async function signNote(text: string, signers: readonly NoteSigner[]): Promise<string> {
  const message = utf8(text)
  const signatures: NoteSignature[] = []
  for (const { key, sign } of signers) {
    signatures.push({ name: key.name, id: key.id, signature: await sign(message) })
  }
  return formatNote({ text, signatures })
}
