import type { Clock } from '../../platform/clock.ts'

/** Something with key bytes inside, good until an instant (milliseconds since 1970). */
export interface HeldKey {
  readonly expiresAt: number
  wipe(): void
}

export interface KeyCacheOptions {
  readonly clock: Clock
  readonly max: number
}

interface Slot<V> {
  readonly value: V
  readonly since: number
  refreshAt: number
}

/** How long a key that left the cache stays usable for the request that already had it in hand. */
const GRACE_MS = 30_000

/**
 * Keys in use, unwrapped, for a short time. One load at a time for a name, however many ask; renewed in the background once half their time is
 * over, so that a provider's short absence is not noticed; bounded, least recently used out first; wiped when they go. A failed load is an
 * error for those who asked and never extends what is held.
 */
export class KeyCache<V extends HeldKey> {
  readonly #options: KeyCacheOptions
  readonly #slots = new Map<string, Slot<V>>()
  readonly #loading = new Map<string, Promise<V>>()
  #leaving: { readonly value: V; readonly wipeAt: number }[] = []

  constructor(options: KeyCacheOptions) {
    this.#options = options
  }

  get size(): number {
    return this.#slots.size
  }

  /** At once when it is held, a promise otherwise: the write path does not wait for a microtask it does not need. */
  get(name: string, load: () => Promise<V>): V | Promise<V> {
    const slot = this.#live(name)
    if (!slot) return this.#load(name, load)
    if (this.#options.clock.now() >= slot.refreshAt && !this.#loading.has(name)) {
      slot.refreshAt += Math.max(1000, (slot.value.expiresAt - slot.since) / 20)
      this.#load(name, load).catch(() => {})
    }
    return slot.value
  }

  peek(name: string): V | undefined {
    return this.#live(name)?.value
  }

  put(name: string, value: V): void {
    const now = this.#options.clock.now()
    this.forget(name)
    this.#slots.set(name, { value, since: now, refreshAt: now + (value.expiresAt - now) / 2 })
    for (const oldest of this.#slots.keys()) {
      if (this.#slots.size <= this.#options.max) break
      this.forget(oldest)
    }
  }

  forget(name: string): void {
    const slot = this.#slots.get(name)
    if (!slot) return
    this.#slots.delete(name)
    this.#leaving.push({ value: slot.value, wipeAt: this.#options.clock.now() + GRACE_MS })
  }

  /** Lets go of what is over and wipes what nobody can still have in hand. Called every few seconds, also when nobody asks for keys. */
  sweep(): void {
    const now = this.#options.clock.now()
    for (const [name, slot] of this.#slots) if (this.#isOver(slot, now)) this.forget(name)
    this.#leaving = this.#leaving.filter(({ value, wipeAt }) => {
      // A clock that was set back must not keep keys in memory.
      if (wipeAt > now && wipeAt <= now + GRACE_MS) return true
      value.wipe()
      return false
    })
  }

  /** Wipes everything at once. */
  clear(): void {
    for (const { value } of this.#slots.values()) value.wipe()
    for (const { value } of this.#leaving) value.wipe()
    this.#slots.clear()
    this.#leaving = []
  }

  #isOver(slot: Slot<V>, now: number): boolean {
    return now >= slot.value.expiresAt || now < slot.since
  }

  #live(name: string): Slot<V> | undefined {
    const slot = this.#slots.get(name)
    if (!slot) return undefined
    if (this.#isOver(slot, this.#options.clock.now())) {
      this.forget(name)
      return undefined
    }
    if (this.#slots.size > this.#options.max / 2) {
      this.#slots.delete(name)
      this.#slots.set(name, slot)
    }
    return slot
  }

  #load(name: string, load: () => Promise<V>): Promise<V> {
    const running = this.#loading.get(name)
    if (running) return running
    const loading = load()
      .then((value) => {
        if (this.#loading.get(name) === loading) this.put(name, value)
        return value
      })
      .finally(() => {
        if (this.#loading.get(name) === loading) this.#loading.delete(name)
      })
    this.#loading.set(name, loading)
    return loading
  }

  /** Forgets what matches; what is being loaded right now is not kept either, since it may be from before the change. */
  invalidate(matches: (value: V) => boolean): void {
    this.#loading.clear()
    for (const [name, slot] of this.#slots) if (matches(slot.value)) this.forget(name)
  }
}
