import type { Authorities } from '../access/index.ts'
import type { AcrossWriter, AuditWriter } from '../audit/index.ts'
import type { Keyring } from '../keys/index.ts'
import type { Clock } from '../platform/clock.ts'
import type { Database } from '../platform/db.ts'
import type { Logger } from '../platform/logger.ts'
import type { PolicyInForce } from '../policy/index.ts'

/** What the vault works with; `app.ts` fills it. */
export interface VaultDeps {
  /** Name of the environment: bound into every cell, so that no other environment's program opens it. */
  readonly environment: string
  readonly clock: Clock
  readonly database: Database
  readonly writer: AuditWriter
  /** For group commits: on connections of their own. */
  readonly groupWriter: AcrossWriter
  readonly keyring: Keyring
  readonly policy: PolicyInForce
  readonly authorities: Authorities
  readonly log: Logger
}
