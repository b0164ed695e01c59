import { createHash } from 'node:crypto'
import { type AuditWriter, entryKind, OCSF } from '../../audit/index.ts'
import type { Denial } from '../../http/index.ts'
import type { Clock } from '../../platform/clock.ts'

const refused = entryKind('request.refused', OCSF.authentication, 1)

const WINDOW_MS = 10_000
/** Different (address, code, operation) counted apart in one window; what comes beyond them is counted together. */
const MOST = 1000
const REST = '(rest)'

interface Count {
  readonly denial: Denial
  times: number
}

/**
 * Refusals of callers nobody knows, one entry per address, reason and window with a count: each is in the log, and a flood of them cannot
 * fill it. The address points at a person, so it is committed to and not named.
 */
export class Denials {
  readonly #writer: AuditWriter
  readonly #clock: Clock
  #counts = new Map<string, Count>()
  #timer: NodeJS.Timeout | undefined

  constructor(writer: AuditWriter, clock: Clock) {
    this.#writer = writer
    this.#clock = clock
  }

  start(): void {
    this.#timer = setInterval(() => void this.flush().catch(() => {}), WINDOW_MS)
  }

  async stop(): Promise<void> {
    clearInterval(this.#timer)
    await this.flush().catch(() => {})
  }

  count(denial: Denial): void {
    const name = `${denial.address} ${denial.code} ${denial.operation}`
    const known = this.#counts.get(name)
    if (known) known.times++
    else if (this.#counts.size < MOST) this.#counts.set(name, { denial, times: 1 })
    else this.#countRest(denial)
  }

  #countRest(denial: Denial): void {
    const rest = this.#counts.get(REST)
    if (rest) rest.times++
    else
      this.#counts.set(REST, {
        denial: { ...denial, address: '', operation: 'various', code: 'various' },
        times: 1,
      })
  }

  /** Writes the window's counts; on failure they are kept for the next. */
  async flush(): Promise<void> {
    const counts = this.#counts
    if (counts.size === 0) return
    this.#counts = new Map()
    try {
      await this.#writer.across(async (_tx, entries) => {
        for (const { denial, times } of counts.values()) entries.add(this.#entry(denial, times))
      })
    } catch (error) {
      for (const [name, count] of counts) if (!this.#counts.has(name)) this.#counts.set(name, count)
      throw error
    }
  }

  #entry({ code, operation, address, caller }: Denial, times: number) {
    const window = Math.floor(this.#clock.now() / WINDOW_MS) * WINDOW_MS
    return {
      kind: refused,
      outcome: 'failure' as const,
      actor: caller?.principalId ?? 'unknown',
      detail: { reason: code, operation, times, window: new Date(window).toISOString() },
      people: { address: createHash('sha256').update(address).digest() },
      ...(caller ? { tenant: { tenant: caller.tenant, id: caller.tenantId } } : {}),
    }
  }
}
