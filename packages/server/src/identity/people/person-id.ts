import { formatId } from '../../platform/ids.ts'
import type { Caller } from '../../platform/route.ts'

/** Before the underscore of public ids, by what they are of. */
export const PERSON_ID = 'per'
export const SESSION_ID = 'ses'
export const FACTOR_ID = 'fac'
export const INVITATION_ID = 'inv'
export const RESET_ID = 'rst'

/** Public ids of 16 bytes: `per_…`, `ses_…`, `fac_…`. */
export const personId = (id: Uint8Array) => formatId(PERSON_ID, id)
export const sessionId = (id: Uint8Array) => formatId(SESSION_ID, id)
export const factorId = (id: Uint8Array) => formatId(FACTOR_ID, id)

/** A person acting where there is no session yet: while signing in, or redeeming a link. */
export function personCaller(tenant: number, tenantId: string, person: Buffer): Caller {
  return { tenant, tenantId, principal: person, principalId: personId(person), kind: 'person' }
}
