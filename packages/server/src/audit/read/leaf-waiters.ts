import { setTimeout as sleep } from 'node:timers/promises'
import type { Sql } from '../../platform/db.ts'
import { lastCheckpoint } from '../tree/sign-checkpoint.ts'
import { findLeaves } from './find-leaves.ts'

interface Waiter {
  readonly leaf: Buffer
  readonly done: () => void
}

/** Everyone who waits for an entry to be signed; one look at the database serves them all. */
export class LeafWaiters {
  readonly #sql: Sql
  readonly #pollMs: number
  readonly #waiting = new Set<Waiter>()
  #looking = false

  constructor(sql: Sql, pollMs: number) {
    this.#sql = sql
    this.#pollMs = pollMs
  }

  /** Settles when the leaf is under a checkpoint, the time is over, or the signal aborts, whichever is first. Never rejects. */
  async wait(leaf: Buffer, waitMs: number, signal?: AbortSignal): Promise<void> {
    if (signal?.aborted) return
    const { promise, resolve } = Promise.withResolvers<void>()
    const waiter: Waiter = { leaf, done: () => resolve() }
    const timer = setTimeout(waiter.done, waitMs)
    signal?.addEventListener('abort', waiter.done)
    this.#waiting.add(waiter)
    if (!this.#looking) void this.#look()
    await promise
    clearTimeout(timer)
    signal?.removeEventListener('abort', waiter.done)
    this.#waiting.delete(waiter)
  }

  async #look(): Promise<void> {
    this.#looking = true
    let seen = -1
    while (this.#waiting.size > 0) {
      try {
        const size = (await lastCheckpoint(this.#sql))?.size ?? 0
        // A waiter that came since may wait for what was there already: it looked itself before it began to wait.
        if (size > seen) await this.#settle(size)
        seen = size
      } catch {
        // The waiters' own times end this; whoever asks next meets the error itself.
      }
      await sleep(this.#pollMs)
    }
    this.#looking = false
  }

  async #settle(size: number): Promise<void> {
    const waiting = [...this.#waiting]
    const leaves = waiting.map((w) => w.leaf)
    const found = await findLeaves(this.#sql, leaves, size)
    for (const w of waiting) if (found.has(w.leaf.toString('hex'))) w.done()
  }
}
