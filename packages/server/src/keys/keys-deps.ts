import type { Clock } from '../platform/clock.ts'
import type { Database } from '../platform/db.ts'
import type { Logger } from '../platform/logger.ts'
import type { TenantKeyHeld } from './keyring/held-keys.ts'
import type { Root } from './root/root.ts'

/** What the operations of this room work with; made by the keyring. */
export interface KeysDeps {
  readonly database: Database
  readonly root: Root
  /** Name of the environment, bound into every wrapped key. */
  readonly environment: string
  readonly clock: Clock
  readonly log: Logger
  /** How long a key is held unwrapped at most, in milliseconds. */
  readonly lifetimeMs: number
  /** One version of a tenant's key, from the cache or the provider. */
  tenantKey(tenant: number, version: number): TenantKeyHeld | Promise<TenantKeyHeld>
}
