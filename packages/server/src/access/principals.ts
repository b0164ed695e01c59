import { PERSON_ID, requireLiveService, SERVICE_ID } from '../identity/index.ts'
import type { Tx } from '../platform/db.ts'
import { formatId, parseId } from '../platform/ids.ts'
import { personNotLive, principalUnknown } from './errors.ts'

export type PrincipalKind = 'service' | 'person'

/** Somebody whom grants and assignments name. */
export interface Principal {
  readonly kind: PrincipalKind
  readonly id: Buffer
  /** `svc_…` or `per_…`. */
  readonly text: string
}

const PREFIX: Record<PrincipalKind, string> = { service: SERVICE_ID, person: PERSON_ID }

/** The public id of a principal: `svc_…` or `per_…`. */
export const principalText = (kind: PrincipalKind, id: Uint8Array): string => formatId(PREFIX[kind], id)

/** Takes a public id apart. Throws `malformed_id`. */
export function parsePrincipal(text: string): Principal {
  const kind = text.startsWith(`${PERSON_ID}_`) ? 'person' : 'service'
  return { kind, id: parseId(PREFIX[kind], text), text }
}

/**
 * Makes sure that a principal of the tenant is there until the transaction ends: disabling or suspending it waits. A person who was invited and
 * has not come yet counts. Throws `service_not_found`, `service_disabled`, `principal_unknown`, `person_not_live`.
 */
export async function requireLivePrincipal(tx: Tx, tenant: number, text: string): Promise<Principal> {
  const principal = parsePrincipal(text)
  if (principal.kind === 'service') {
    await requireLiveService(tx, tenant, text)
    return principal
  }
  const [row] = await tx.query<{ state: string }>(
    { text: 'SELECT state FROM identity.person WHERE tenant = $1 AND id = $2 FOR SHARE' },
    [tenant, principal.id],
  )
  if (!row) throw principalUnknown('no person of this id in this tenant')
  if (row.state !== 'active' && row.state !== 'invited')
    throw personNotLive('who was suspended or has left gets nothing')
  return principal
}

/** The part of an entry that names a principal: a service by its id, a person by a commitment. */
export function named(
  name: string,
  text: string,
): { detail: Record<string, string>; people: Record<string, Uint8Array> } {
  if (!text.startsWith(`${PERSON_ID}_`)) return { detail: { [name]: text }, people: {} }
  return { detail: { [name]: 'person' }, people: { [name]: parseId(PERSON_ID, text) } }
}
