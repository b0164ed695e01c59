import { setTimeout as sleep } from 'node:timers/promises'
import type { Clock } from '../../platform/clock.ts'
import type { Database } from '../../platform/db.ts'
import type { Caller } from '../../platform/route.ts'
import { logFollowersFull } from '../errors.ts'
import { logFollowEnded, logFollowed } from '../events.ts'
import { lastCheckpoint } from '../tree/sign-checkpoint.ts'
import type { AuditWriter } from '../write/audit-writer.ts'
import { readBy } from './read-by.ts'
import { type EntryFilter, type EntryView, readEntries } from './read-entries.ts'

export interface FollowOptions {
  readonly database: Database
  readonly writer: AuditWriter
  readonly clock: Clock
  /** Whether the caller may still read the log: asked before anything leaves, each time. */
  readonly allowed: (caller: Caller) => Promise<boolean>
  /** How often the log is looked at, in milliseconds: a revocation ends a stream within this time. */
  readonly pollMs?: number
  /** How long one stream lasts at most, in milliseconds; whoever follows on asks again from where it ended. */
  readonly longestMs?: number
  /** Streams at once: of the process, and of one principal. */
  readonly most?: number
  readonly mostEach?: number
}

export type FollowEvent =
  | { readonly event: 'entries'; readonly size: number; readonly entries: readonly EntryView[] }
  | { readonly event: 'alive'; readonly size: number }
  | { readonly event: 'end'; readonly reason: EndReason; readonly next: number }

export type EndReason = 'access_ended' | 'time_over' | 'server_stopping' | 'left'

const POLL_MS = 250
const LONGEST_MS = 10 * 60_000
const ALIVE_MS = 15_000
const MOST = 64
const MOST_EACH = 4
/** Entries given at a time; who is behind gets the next ones at once. */
const AT_ONCE = 250

/**
 * Everybody who follows the log. One entry says who follows, from where and until when at most, and is committed before anything leaves; one more says
 * how far they got. Not one for each look: those would be new entries to look at, without end.
 */
export class LogFollowers {
  readonly #options: FollowOptions
  readonly #stopping = new AbortController()
  readonly #each = new Map<string, number>()
  #all = 0

  constructor(options: FollowOptions) {
    this.#options = options
  }

  /** Ends every stream, so that a server that stops does not wait for them. */
  stop(): void {
    this.#stopping.abort()
  }

  /** Throws `log_followers_full`. `from` is the first index given; undefined: only what comes from now on. */
  async follow(
    caller: Caller,
    from: number | undefined,
    filter: EntryFilter,
    left: AbortSignal,
  ): Promise<AsyncGenerator<FollowEvent>> {
    const { writer, database, clock, longestMs = LONGEST_MS } = this.#options
    this.#requireRoom(caller)
    const size = (await lastCheckpoint(database.of(caller.tenant).read))?.size ?? 0
    const start = Math.min(from ?? size, size)
    const until = new Date(clock.now() + longestMs).toISOString()
    const { kind, outcome, actor } = filter
    await writer.transaction(caller.tenant, async (_tx, log) =>
      log.add(readBy(caller, logFollowed, { from: start, until, kind, outcome, actor })),
    )
    return this.#stream(caller, start, filter, left)
  }

  #requireRoom(caller: Caller): void {
    const { most = MOST, mostEach = MOST_EACH } = this.#options
    if (this.#all >= most || (this.#each.get(nameOf(caller)) ?? 0) >= mostEach) {
      throw logFollowersFull('too many are following already', { fix: 'end another one, or ask for pages' })
    }
  }

  // Called when a stream begins to be read, not when it is made: one that nobody reads (a HEAD request) takes no place for ever.
  #enter(caller: Caller): () => void {
    this.#requireRoom(caller)
    const name = nameOf(caller)
    this.#all++
    this.#each.set(name, (this.#each.get(name) ?? 0) + 1)
    return () => {
      this.#all--
      const now = (this.#each.get(name) ?? 1) - 1
      if (now === 0) this.#each.delete(name)
      else this.#each.set(name, now)
    }
  }

  async *#stream(
    caller: Caller,
    start: number,
    filter: EntryFilter,
    left: AbortSignal,
  ): AsyncGenerator<FollowEvent> {
    const leave = this.#enter(caller)
    const { database, pollMs = POLL_MS, longestMs = LONGEST_MS } = this.#options
    const signal = AbortSignal.any([left, this.#stopping.signal])
    const ends = performance.now() + longestMs
    let [next, given, told] = [start, 0, 0]
    let reason: EndReason = 'left'
    try {
      for (;;) {
        const why = await this.#whyEnd(caller, left, ends)
        if (why !== undefined) {
          reason = why
          yield { event: 'end', reason, next }
          return
        }
        const page = await readEntries(database.of(caller.tenant).read, {
          ...filter,
          from: next,
          order: 'oldest',
          limit: AT_ONCE,
        })
        next = page.next ?? Math.max(next, page.size)
        given += page.entries.length
        if (page.entries.length > 0) yield { event: 'entries', size: page.size, entries: page.entries }
        else if (performance.now() - told >= ALIVE_MS || told === 0) yield { event: 'alive', size: page.size }
        else if (page.next === undefined) {
          await sleep(pollMs, undefined, { signal }).catch(() => {})
          continue
        }
        told = performance.now()
      }
    } finally {
      leave()
      await this.#ended(caller, { from: start, to: next, given, reason })
    }
  }

  /** Asked anew before each look, the database included: what was revoked a moment ago lets nothing more out. */
  async #whyEnd(caller: Caller, left: AbortSignal, ends: number): Promise<EndReason | undefined> {
    if (left.aborted) return 'left'
    if (this.#stopping.signal.aborted) return 'server_stopping'
    if (performance.now() >= ends) return 'time_over'
    return (await this.#options.allowed(caller)) ? undefined : 'access_ended'
  }

  // The entry that let the stream begin named its bounds; without this one they stand for what was given.
  async #ended(
    caller: Caller,
    detail: { from: number; to: number; given: number; reason: EndReason },
  ): Promise<void> {
    await this.#options.writer
      .transaction(caller.tenant, async (_tx, log) => log.add(readBy(caller, logFollowEnded, detail)))
      .catch(() => {})
  }
}

const nameOf = (caller: Caller) => `${caller.tenant}/${caller.principalId}`
