import { defineError } from './errors.ts'

export const overloaded = defineError('overloaded', 503, 'Too much work is waiting')

export interface BatcherOptions<Item, Outcome> {
  /** Carries out one group. Answers one outcome an item, in order; throws when the whole group failed. */
  readonly run: (items: readonly Item[], slot: number) => Promise<readonly Outcome[]>
  /** Two items with the same key are never in one group, nor under way at once: they are carried out in the order in which they came. */
  readonly keysOf: (item: Item) => readonly string[]
  readonly sizeOf: (item: Item) => number
  /** Whether a failed group is tried again, item by item (never when the outcome of its commit is unknown). */
  readonly retryAlone: (error: unknown) => boolean
  readonly maxItems?: number
  readonly maxBytes?: number
  readonly slots?: number
  /** How many items have to wait before a group goes out beside one that is under way; 1 when not given. */
  readonly worthASlot?: number
  readonly maxWaiting?: number
  /** Of all that waits. */
  readonly maxWaitingBytes?: number
}

interface Waiting<Item, Outcome> {
  readonly item: Item
  readonly keys: readonly string[]
  readonly size: number
  readonly resolve: (outcome: Outcome) => void
  readonly reject: (error: unknown) => void
}

/** How many times a group's length is looked at for items that may go: a queue full of one record must not be walked for each of them. */
const LOOK_AHEAD = 4

/** How long, in milliseconds, fewer than `worthASlot` wait for a group under way. */
const LATE_MS = 200

/**
 * Group commit: what arrives while the slots are busy goes out together as soon as one is free, so a group is as large as the load makes
 * it and a lone request waits for nobody. A group has a cost of its own, whatever its size, so where many come at once two groups of half the size
 * cost more than one and are no sooner done: `worthASlot` says from how many on a second one goes out at the same time. Bytes, items and the queue are bounded; one bad item never fails its neighbours, because a
 * group that raises is carried out again one by one.
 */
export class Batcher<Item, Outcome> {
  readonly #options: Required<BatcherOptions<Item, Outcome>>
  #queue: Waiting<Item, Outcome>[] = []
  #queuedBytes = 0
  /** Keys of the groups under way. */
  readonly #busy = new Set<string>()
  readonly #free: number[]
  #scheduled = false
  #timer: NodeJS.Timeout | undefined
  /** What is under way takes too long to be waited for. */
  #late = false

  constructor(options: BatcherOptions<Item, Outcome>) {
    this.#options = {
      maxItems: 128,
      maxBytes: 4 << 20,
      slots: 2,
      worthASlot: 1,
      maxWaiting: 10_000,
      maxWaitingBytes: 64 << 20,
      ...options,
    }
    this.#free = Array.from({ length: this.#options.slots }, (_, i) => this.#options.slots - 1 - i)
  }

  get waiting(): number {
    return this.#queue.length
  }

  submit(item: Item): Promise<Outcome> {
    return new Promise((resolve, reject) => {
      const { keysOf, sizeOf, maxWaiting, maxWaitingBytes } = this.#options
      const size = sizeOf(item)
      const full =
        this.#queue.length >= maxWaiting ||
        (this.#queue.length > 0 && this.#queuedBytes + size > maxWaitingBytes)
      if (full) throw overloaded('the queue of waiting requests is full', { fix: 'try again in a second' })
      this.#queue.push({ item, keys: keysOf(item), size, resolve, reject })
      this.#queuedBytes += size
      this.#schedule()
    })
  }

  #schedule(): void {
    if (this.#scheduled || this.#free.length === 0) return
    this.#scheduled = true
    setImmediate(() => {
      this.#scheduled = false
      while (this.#queue.length > 0) {
        const alone = this.#free.length === this.#options.slots
        if (!alone && !this.#late && this.#queue.length < this.#options.worthASlot) {
          this.#timer ??= setTimeout(() => this.#lose(), LATE_MS)
          return
        }
        const slot = this.#free.pop()
        if (slot === undefined) return
        const group = this.#take()
        if (group.length === 0) {
          // All that waits is for records under way; whoever has them comes by again.
          this.#free.push(slot)
          return
        }
        void this.#carryOut(group, slot)
      }
    })
  }

  /** Patience, with a group that waits for something itself (a key's provider): what came behind it goes now. */
  #lose(): void {
    this.#timer = undefined
    this.#late = true
    if (this.#queue.length > 0) this.#schedule()
  }

  /** The longest run of waiting items that fits, leaving aside (in order) what shares a key with an item already taken. */
  #take(): Waiting<Item, Outcome>[] {
    const { maxItems, maxBytes } = this.#options
    const taken: Waiting<Item, Outcome>[] = []
    const left: Waiting<Item, Outcome>[] = []
    const keys = new Set(this.#busy)
    let bytes = 0
    let i = 0
    for (; i < this.#queue.length; i++) {
      const next = this.#queue[i] as Waiting<Item, Outcome>
      if (
        taken.length >= maxItems ||
        left.length >= maxItems * LOOK_AHEAD ||
        (taken.length > 0 && bytes + next.size > maxBytes)
      )
        break
      if (next.keys.some((k) => keys.has(k))) left.push(next)
      else {
        taken.push(next)
        bytes += next.size
      }
      // A left-aside item's keys are reserved too: what came later for the same record must not overtake it.
      for (const k of next.keys) keys.add(k)
    }
    this.#queue = left.length === 0 ? this.#queue.slice(i) : left.concat(this.#queue.slice(i))
    this.#queuedBytes -= bytes
    return taken
  }

  async #carryOut(group: Waiting<Item, Outcome>[], slot: number): Promise<void> {
    const keys = group.flatMap((w) => w.keys)
    for (const key of keys) this.#busy.add(key)
    try {
      await this.#runGroup(group, slot)
    } finally {
      for (const key of keys) this.#busy.delete(key)
      this.#free.push(slot)
      clearTimeout(this.#timer)
      this.#timer = undefined
      this.#late = false
      if (this.#queue.length > 0) this.#schedule()
    }
  }

  async #runGroup(group: Waiting<Item, Outcome>[], slot: number, again = false): Promise<void> {
    const { run, retryAlone } = this.#options
    try {
      const outcomes = await run(
        group.map((w) => w.item),
        slot,
      )
      if (outcomes.length !== group.length) throw new Error('a group answered for more or fewer than it was')
      group.forEach((w, i) => {
        w.resolve(outcomes[i] as Outcome)
      })
    } catch (error) {
      if (!retryAlone(error) || again) {
        for (const w of group) w.reject(error)
        return
      }
      // Alone, each gets what it deserves; one that was alone already gets a second chance, since what raised may have passed.
      for (const w of group) await this.#runGroup([w], slot, true)
    }
  }
}
