import { setTimeout } from 'node:timers/promises'
import type { Check } from '../platform/check.ts'
import type { Clock } from '../platform/clock.ts'
import type { Database } from '../platform/db.ts'
import { measureChecks } from './measure-checks.ts'

/** However many ask, and however often: one measurement in this time. */
const APART_MS = 1_000

/**
 * Facts that are measured for whoever asks, and not by the minute only: what somebody has just changed is in the answer. Whoever asks while a measurement is
 * under way waits for the next one, since the one under way may have looked before their change.
 */
export class FactsOnAsking {
  readonly #database: Database
  readonly #checks: readonly Check[]
  readonly #clock: Clock
  #begunAt = Number.NEGATIVE_INFINITY
  #underWay: Promise<void> = Promise.resolve()
  #next: Promise<void> | undefined

  constructor(database: Database, checks: readonly Check[], clock: Clock) {
    this.#database = database
    this.#checks = checks
    this.#clock = clock
  }

  /** Resolves when what a measurement that began after this call found is kept. One that fails is no reason to answer nothing: the facts have their times. */
  measured(): Promise<void> {
    this.#next ??= this.#begin()
    return this.#next
  }

  async #begin(): Promise<void> {
    await this.#underWay
    const wait = this.#begunAt + APART_MS - performance.now()
    if (wait > 0) await setTimeout(wait)
    this.#next = undefined
    this.#begunAt = performance.now()
    this.#underWay = this.#measure()
    await this.#underWay
  }

  async #measure(): Promise<void> {
    const context = { read: this.#database.across.read, clock: this.#clock }
    await measureChecks(this.#database, this.#checks, context, 'changed').catch(() => {})
  }
}
