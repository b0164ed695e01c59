interface Kept<V> {
  readonly value: V
  readonly untilMs: number
}

export interface BoundedCacheOptions {
  readonly max: number
  /** Milliseconds; for ever when left out. */
  readonly ttlMs?: number
  /** Milliseconds that never run backwards, whatever happens to the time of day. */
  readonly elapsed?: () => number
}

/** A map that forgets: what is too old, and the oldest when it is full. However much is offered to it, it holds `max`. */
export class BoundedCache<K, V> {
  readonly #kept = new Map<K, Kept<V>>()
  readonly #max: number
  readonly #ttlMs: number
  readonly #elapsed: () => number

  constructor(options: BoundedCacheOptions) {
    this.#max = options.max
    this.#ttlMs = options.ttlMs ?? Number.POSITIVE_INFINITY
    this.#elapsed = options.elapsed ?? (() => performance.now())
  }

  get size(): number {
    return this.#kept.size
  }

  get(key: K): V | undefined {
    const kept = this.#kept.get(key)
    if (kept === undefined) return undefined
    if (kept.untilMs > this.#elapsed()) return kept.value
    this.#kept.delete(key)
    return undefined
  }

  set(key: K, value: V): void {
    this.#kept.delete(key)
    this.#kept.set(key, { value, untilMs: this.#elapsed() + this.#ttlMs })
    if (this.#kept.size <= this.#max) return
    for (const oldest of this.#kept.keys()) {
      this.#kept.delete(oldest)
      return
    }
  }

  delete(key: K): void {
    this.#kept.delete(key)
  }
}
