import { ProofError } from '../errors.ts'

/** The longest entry a bundle can carry: its length is a u16. */
export const MAX_ENTRY_LENGTH = 65_535

/** Entries, each after its length as a big-endian u16 (C2SP tlog-tiles). Throws `bundle_malformed`. */
export function encodeBundle(entries: readonly Uint8Array[]): Uint8Array {
  let length = 0
  for (const entry of entries) {
    if (entry.length > MAX_ENTRY_LENGTH) {
      throw new ProofError(
        'bundle_malformed',
        `an entry of ${entry.length} bytes; at most ${MAX_ENTRY_LENGTH}`,
      )
    }
    length += 2 + entry.length
  }
  const out = new Uint8Array(length)
  let at = 0
  for (const entry of entries) {
    out[at] = entry.length >>> 8
    out[at + 1] = entry.length & 0xff
    out.set(entry, at + 2)
    at += 2 + entry.length
  }
  return out
}

/**
 * The entries of a bundle, as views into its bytes. Throws `bundle_malformed` unless the bytes are used
 * up exactly and, where `width` is given, hold exactly that many entries.
 */
export function decodeBundle(bytes: Uint8Array, width?: number): Uint8Array[] {
  const entries: Uint8Array[] = []
  let at = 0
  while (at < bytes.length) {
    // Where the second length byte is missing too, `end` lies beyond the bytes.
    const end = at + 2 + (((bytes[at] as number) << 8) | (bytes[at + 1] ?? 0))
    if (end > bytes.length) throw torn(entries.length)
    entries.push(bytes.subarray(at + 2, end))
    at = end
  }
  if (width !== undefined && entries.length !== width) {
    throw new ProofError('bundle_malformed', `${entries.length} entries where ${width} belong`)
  }
  return entries
}

function torn(after: number): ProofError {
  return new ProofError('bundle_malformed', `the bytes end inside entry ${after} of the bundle`)
}
