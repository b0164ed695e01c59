import type { Putter } from './put/put-record.ts'
import type { Revealer } from './reveal/reveal-record.ts'
import type { VaultDeps } from './vault-deps.ts'

/** What the routes of this room open. */
export interface VaultDoors {
  readonly deps: VaultDeps
  readonly putter: Putter
  readonly revealer: Revealer
}
