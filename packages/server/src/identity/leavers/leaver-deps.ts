import type { Entries } from '../../audit/index.ts'
import type { Tx } from '../../platform/db.ts'
import type { Caller } from '../../platform/route.ts'
import type { IdentityDeps } from '../identity-deps.ts'
import type { PeopleKeys } from '../people/profile.ts'

/** Counts of what ended, by kind. */
export type Ended = Readonly<Record<string, number>>

export interface LeaverDeps extends IdentityDeps {
  readonly keyring: PeopleKeys
  /** Systems beside this one where a person who leaves has access too: names from the policy. */
  readonly elsewhere: () => Promise<readonly string[]>
  /** Until when access there has to have ended: a parameter of the policy. */
  readonly tasksDueMs: (leftMs: number) => Promise<number>
  /**
   * Ends what the rooms above gave the person: grants, assignments, cases, open requests. Within the caller's transaction, which raises the
   * generation afterwards. Filled by `app.ts`.
   */
  readonly endAccess: (tx: Tx, entries: Entries, by: Caller, person: Buffer) => Promise<Ended>
}
