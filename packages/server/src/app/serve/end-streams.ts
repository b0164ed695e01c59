import { decideAction } from '../../access/index.ts'
import type { App } from '../../app.ts'
import type { HttpServer, OpenStream } from '../../http/index.ts'
import { isAzukariError } from '../../platform/errors.ts'

/** A stream of somebody who may not go on ends at the latest so long after it was decided, plus the time of one look. */
const EVERY_MS = 100

type Parts = Pick<App, 'authorities' | 'policy' | 'clock' | 'databases' | 'log'>

/**
 * Ends streams in the middle. Requests are judged when they come; one that lasts (an import, a log that is followed) is judged again whenever the
 * authority of its tenant has changed: a key revoked, a person gone, a grant ended, on whichever server. Nothing is asked while no stream is open.
 */
export class StreamWatch {
  readonly #parts: Parts
  readonly #server: Pick<HttpServer, 'streams'>
  /** Generation under which a stream was judged last, by request. */
  readonly #judged = new Map<string, number>()
  #timer: NodeJS.Timeout | undefined

  constructor(parts: Parts, server: Pick<HttpServer, 'streams'>) {
    this.#parts = parts
    this.#server = server
  }

  start(): void {
    this.#timer = setTimeout(async () => {
      await this.look().catch((error: unknown) => {
        // A database that is away ends streams by itself; nothing is released meanwhile, as every batch asks it.
        const code = isAzukariError(error) ? error.code : 'internal_error'
        this.#parts.log.warn('open streams could not be judged', { code })
      })
      if (this.#timer !== undefined) this.start()
    }, EVERY_MS).unref()
  }

  stop(): void {
    clearTimeout(this.#timer)
    this.#timer = undefined
  }

  async look(): Promise<void> {
    const open = this.#server.streams().filter(({ caller }) => caller.tenant > 0)
    const live = new Set(open.map((stream) => stream.request))
    for (const request of this.#judged.keys()) if (!live.has(request)) this.#judged.delete(request)
    if (open.length === 0) return
    const generations = await this.#generations(open)
    await Promise.all(
      open.map(async (stream) => {
        const generation = generations.get(stream.caller.tenant) ?? 0
        if (this.#judged.get(stream.request) === generation) return
        // Read before the judgement: a change in between is seen by the next look.
        if (await this.#mayGoOn(stream)) this.#judged.set(stream.request, generation)
        else stream.cut()
      }),
    )
  }

  async #generations(open: readonly OpenStream[]): Promise<Map<number, number>> {
    const rows = await this.#parts.databases.app.across.read.query<{ tenant: number; generation: number }>(
      {
        name: 'app-stream-generations',
        text: 'SELECT tenant, generation FROM access.authority WHERE tenant = ANY ($1::int[])',
      },
      [[...new Set(open.map(({ caller }) => caller.tenant))]],
    )
    return new Map(rows.map((row) => [row.tenant, row.generation]))
  }

  async #mayGoOn({ caller, action }: OpenStream): Promise<boolean> {
    const { authorities, policy, clock } = this.#parts
    try {
      const authority = await authorities.reload(caller)
      if (action === undefined) return true
      const { model } = await policy.load()
      return decideAction(action, clock.now(), authority, model).allow
    } catch (error) {
      if (isAzukariError(error) && error.status < 500) return false
      throw error
    }
  }
}
