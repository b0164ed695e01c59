import type { AuditWriter } from '../audit/index.ts'
import type { Clock } from '../platform/clock.ts'
import type { Database } from '../platform/db.ts'
import type { PolicyInForce } from '../policy/index.ts'

/** What the room works with; `app.ts` fills it. */
export interface AccessDeps {
  readonly database: Database
  readonly writer: AuditWriter
  readonly clock: Clock
  readonly policy: Pick<PolicyInForce, 'load' | 'reload'>
  /** Last instant to which a grant beginning at `fromMs` may reach: a parameter of the policy. */
  readonly grantEnds: (fromMs: number) => number | Promise<number>
}
