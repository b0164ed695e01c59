import { credentialName } from '../../identity/index.ts'
import { BoundedCache } from '../../platform/bounded-cache.ts'
import type { Clock } from '../../platform/clock.ts'
import type { Database } from '../../platform/db.ts'
import type { Caller } from '../../platform/route.ts'
import { decide } from '../decision/decision.ts'
import type { CompiledAuthority } from './compiled-authority.ts'
import { readGeneration } from './generation.ts'
import { readAuthority } from './read-grants.ts'
import { Reads } from './reads.ts'

export interface AuthoritiesOptions {
  readonly database: Database
  readonly clock: Clock
  /**
   * `Authenticator.recheck`: asks, now, whether what let the caller in still would, and until when it would by itself; throws a 401 when not.
   */
  readonly recheck: (caller: Caller) => Promise<number>
  /** Principals remembered. */
  readonly remembered?: number
}

interface Entry {
  readonly authority: CompiledAuthority
  /** Credentials found good after this generation was read, and until when (milliseconds since 1970). */
  readonly confirmed: Map<string, number>
}

/**
 * What principals may do, compiled and remembered. Nothing here grows stale by time: whoever acts on a decision compares the authority's
 * `generation` with `access.authority` in the statement that acts, and on a mismatch releases nothing, calls `reload` and decides again.
 * A caller's key is part of it: an authority is handed out only to a caller whose credential was found good after it was read.
 */
export class Authorities {
  readonly decide = decide
  readonly #options: AuthoritiesOptions
  readonly #entries: BoundedCache<string, Entry>
  readonly #reads = new Reads<Entry>()

  constructor(options: AuthoritiesOptions) {
    this.#options = options
    this.#entries = new BoundedCache({ max: options.remembered ?? 20_000 })
  }

  /** What is remembered for the caller and needs no look at the database; otherwise undefined. */
  peek(caller: Caller): CompiledAuthority | undefined {
    const entry = this.#entries.get(nameOf(caller))
    const endsMs = entry?.confirmed.get(credentialName(caller))
    return endsMs !== undefined && this.#options.clock.now() < endsMs ? entry?.authority : undefined
  }

  /** The caller's authority, remembered or read. Throws a 401 when the caller's key is no longer good. */
  async load(caller: Caller): Promise<CompiledAuthority> {
    const known = this.peek(caller)
    if (known !== undefined) return known
    return this.#confirm(caller, this.#entries.get(nameOf(caller)) ?? (await this.#read(caller)))
  }

  /** The caller's authority as the database has it now: nothing that was read before this call. Throws a 401 as `load` does. */
  async reload(caller: Caller): Promise<CompiledAuthority> {
    return this.#confirm(caller, await this.#read(caller))
  }

  /** Whether a generation is the tenant's current one. */
  async fresh(tenant: number, generation: number): Promise<boolean> {
    return (await readGeneration(this.#options.database.of(tenant).read, tenant)) === generation
  }

  /** For what acts without a statement that compares: looks at the database every time. */
  async current(caller: Caller): Promise<CompiledAuthority> {
    const known = this.peek(caller)
    if (known !== undefined && (await this.fresh(caller.tenant, known.generation))) return known
    return this.reload(caller)
  }

  // The credential is asked after the grants were read, so what it says holds at their generation; a revocation since has raised that.
  async #confirm(caller: Caller, entry: Entry): Promise<CompiledAuthority> {
    entry.confirmed.set(credentialName(caller), await this.#options.recheck(caller))
    return entry.authority
  }

  #read(caller: Caller): Promise<Entry> {
    const { database, clock } = this.#options
    const name = nameOf(caller)
    return this.#reads.run(name, async () => {
      const { tenant, principal, kind } = caller
      const authority = await readAuthority(
        database,
        { tenant, principal, person: kind === 'person' },
        clock.now(),
      )
      const entry = { authority, confirmed: new Map<string, number>() }
      this.#entries.set(name, entry)
      return entry
    })
  }
}

const nameOf = (caller: Caller) => `${caller.tenant}:${caller.principalId}`
