import type { Entries } from '../../audit/index.ts'
import type { Tx } from '../../platform/db.ts'
import { formatId } from '../../platform/ids.ts'
import type { Caller } from '../../platform/route.ts'
import type { IdentityDeps } from '../identity-deps.ts'
import type { PeopleKeys } from '../people/profile.ts'
import type { Site } from '../sessions/site.ts'

export const DEVICE_ID = 'dev'
export const deviceId = (id: Uint8Array) => formatId(DEVICE_ID, id)

export interface DeviceDeps extends IdentityDeps {
  readonly keyring: PeopleKeys
  readonly site: Pick<Site, 'origin' | 'host'>
  /** Asks for the approval in the enrolment's own transaction; filled by the room that keeps requests. Answers `req_…`. */
  readonly askFor: (tx: Tx, entries: Entries, by: Caller, device: string) => Promise<string>
  /** Whether the policy lets people work on company devices only. */
  readonly companyOnly: () => Promise<boolean>
}
