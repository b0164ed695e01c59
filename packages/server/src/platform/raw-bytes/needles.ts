import { SHORTEST, type SpellingName, spellingsOf } from './spellings.ts'

/** A value that must not be found, under a name that says nothing of it. */
export interface Planted {
  readonly label: string
  readonly value: string
}

export interface Hit {
  readonly label: string
  readonly spelling: SpellingName
  /** Where it begins in the bytes that were searched. */
  readonly offset: number
  readonly length: number
}

interface Needle {
  readonly label: string
  readonly spelling: SpellingName
  readonly bytes: Buffer
}

const BLOCK = 4
const TABLE_BITS = 21
/** How far the window moves when no needle begins with the block at its end: it may start right behind the block's first byte. */
const FURTHEST = SHORTEST - BLOCK + 1

/**
 * Many needles, found in one pass over any amount of bytes: the window of Wu and Manber (1994) over the first 8 bytes of each needle, in blocks
 * of 4. Most blocks begin no needle, so the window moves 5 bytes at a time and the time hardly depends on the number of needles.
 */
export class Needles {
  readonly #needles: Needle[] = []
  readonly #shift = new Uint8Array(1 << TABLE_BITS).fill(FURTHEST)
  readonly #byWindow = new Map<number, Needle[]>()
  /** Length in bytes of the longest needle: pieces of a stream have to overlap by one byte less. */
  readonly longest: number

  /** Throws RangeError for a value too short to be told from chance. */
  constructor(planted: Iterable<Planted>) {
    let longest = 0
    for (const { label, value } of planted) {
      const spellings = spellingsOf(value)
      if (Buffer.byteLength(value) < SHORTEST)
        throw new RangeError(`${label} is shorter than ${SHORTEST} bytes`)
      for (const { name, bytes } of spellings) {
        this.#add({ label, spelling: name, bytes })
        longest = Math.max(longest, bytes.length)
      }
    }
    this.longest = longest
  }

  get count(): number {
    return this.#needles.length
  }

  #add(needle: Needle): void {
    this.#needles.push(needle)
    for (let at = 0; at + BLOCK <= SHORTEST; at++) {
      const slot = slotOf(needle.bytes, at)
      this.#shift[slot] = Math.min(this.#shift[slot] ?? 0, SHORTEST - BLOCK - at)
    }
    const window = windowOf(needle.bytes, 0)
    const same = this.#byWindow.get(window)
    if (same) same.push(needle)
    else this.#byWindow.set(window, [needle])
  }

  /** Every place where a needle begins, in order. */
  search(bytes: Buffer): Hit[] {
    const hits: Hit[] = []
    const shift = this.#shift
    const last = bytes.length - SHORTEST
    let at = 0
    while (at <= last) {
      const skip = shift[slotOf(bytes, at + SHORTEST - BLOCK)] as number
      if (skip === 0) {
        this.#compare(bytes, at, hits)
        at += 1
      } else at += skip
    }
    return hits
  }

  #compare(bytes: Buffer, at: number, hits: Hit[]): void {
    for (const { label, spelling, bytes: wanted } of this.#byWindow.get(windowOf(bytes, at)) ?? []) {
      const end = at + wanted.length
      if (end <= bytes.length && wanted.compare(bytes, at, end) === 0)
        hits.push({ label, spelling, offset: at, length: wanted.length })
    }
  }
}

const wordAt = (bytes: Buffer, at: number): number =>
  (bytes[at] as number) |
  ((bytes[at + 1] as number) << 8) |
  ((bytes[at + 2] as number) << 16) |
  ((bytes[at + 3] as number) << 24)

const slotOf = (bytes: Buffer, at: number): number =>
  Math.imul(wordAt(bytes, at), 0x9e3779b1) >>> (32 - TABLE_BITS)

const windowOf = (bytes: Buffer, at: number): number =>
  (Math.imul(wordAt(bytes, at), 0x85ebca6b) ^ Math.imul(wordAt(bytes, at + 4), 0xc2b2ae35)) >>> 0
