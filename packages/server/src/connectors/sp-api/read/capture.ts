/** Bytes of one value, kept while it is read and let go of as soon as they are more than the limit. */
export class Capture {
  readonly #limit: number
  #kept = new Uint8Array(0)
  #keptSize = 0
  /** Still in the caller's chunk. */
  #loose: Uint8Array[] = []
  #size = 0

  constructor(limit: number) {
    this.#limit = limit
  }

  get tooLarge(): boolean {
    return this.#size > this.#limit
  }

  add(bytes: Uint8Array): void {
    this.#size += bytes.length
    if (!this.tooLarge) this.#loose.push(bytes)
    else if (this.#kept.length > 0 || this.#loose.length > 0) {
      this.#kept = new Uint8Array(0)
      this.#keptSize = 0
      this.#loose = []
    }
  }

  /** Copies what is still in the caller's chunk, which may be overwritten after this. */
  settle(): void {
    if (this.#loose.length === 0) return
    const size = this.#loose.reduce((sum, part) => sum + part.length, this.#keptSize)
    if (size > this.#kept.length) {
      const larger = new Uint8Array(Math.max(size, this.#kept.length * 2, 4096))
      larger.set(this.#kept.subarray(0, this.#keptSize))
      this.#kept = larger
    }
    for (const part of this.#loose) {
      this.#kept.set(part, this.#keptSize)
      this.#keptSize += part.length
    }
    this.#loose = []
  }

  take(): Uint8Array {
    const [only] = this.#loose
    if (this.#keptSize === 0 && this.#loose.length === 1 && only !== undefined) return only
    this.settle()
    return this.#kept.subarray(0, this.#keptSize)
  }
}
