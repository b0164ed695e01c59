import type { AuditWriter } from '../audit/index.ts'
import type { Clock } from '../platform/clock.ts'
import type { Database, Tx } from '../platform/db.ts'
import type { ClauseOf } from '../policy/index.ts'

/** What the room works with; `app.ts` fills it. */
export interface IdentityDeps {
  readonly database: Database
  readonly writer: AuditWriter
  readonly clock: Clock
  /** Tells the rooms above that who may act in a tenant has changed: decisions made before release nothing any more. */
  readonly bumpAuthority: (tx: Tx, tenant: number) => Promise<void>
  /** Last instant at which a key made at `fromMs` may still live: a parameter of the policy. */
  readonly keyLifetimeEnds: (fromMs: number) => number | Promise<number>
  /** The clause of the policy in force that an error names. */
  readonly clauseOf: ClauseOf
}
