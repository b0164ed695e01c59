import { hash } from 'node:crypto'
import { type FileHandle, open } from 'node:fs/promises'

const HEX = 40
const BLOCK_BYTES = 4096
const NEWLINE = 0x0a

/**
 * A list of breached passwords on this machine: lines that begin with an upper-case SHA-1 in hexadecimal, sorted, as "Pwned Passwords" are given
 * out. Looked up by halving, so that a file of any size is asked with some thirty short reads and nothing leaves the machine.
 */
export class BreachedPasswords {
  readonly #path: string

  constructor(path: string) {
    this.#path = path
  }

  /** Throws when the file cannot be read: then no new password is taken either. */
  async has(password: string): Promise<boolean> {
    const wanted = hash('sha1', password, 'hex').toUpperCase()
    const file = await open(this.#path, 'r')
    try {
      const { size } = await file.stat()
      let from = 0
      let to = size
      // Invariant: a line with the digest, if there is one, begins in [from, to).
      while (from < to) {
        const middle = Math.floor((from + to) / 2)
        const line = await lineFrom(file, middle, size)
        if (line === undefined || line.at >= to) to = middle
        else if (line.digest === wanted) return true
        else if (line.digest < wanted) from = line.at + 1
        else to = middle
      }
      return (await lineFrom(file, from, size))?.digest === wanted
    } finally {
      await file.close()
    }
  }
}

/** The first line that begins at or after an offset. */
async function lineFrom(
  file: FileHandle,
  offset: number,
  size: number,
): Promise<{ at: number; digest: string } | undefined> {
  let at = offset
  if (offset > 0) {
    const end = await nextNewline(file, offset - 1, size)
    if (end === undefined) return undefined
    at = end + 1
  }
  if (at + HEX > size) return undefined
  const bytes = Buffer.alloc(HEX)
  await file.read(bytes, 0, HEX, at)
  return { at, digest: bytes.toString('latin1').toUpperCase() }
}

async function nextNewline(file: FileHandle, from: number, size: number): Promise<number | undefined> {
  const block = Buffer.alloc(BLOCK_BYTES)
  for (let at = from; at < size; at += BLOCK_BYTES) {
    const { bytesRead } = await file.read(block, 0, BLOCK_BYTES, at)
    const found = block.subarray(0, bytesRead).indexOf(NEWLINE)
    if (found !== -1) return at + found
  }
  return undefined
}
