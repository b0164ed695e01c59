import { entryBy } from '../../identity/index.ts'
import { parseId } from '../../platform/ids.ts'
import type { Caller } from '../../platform/route.ts'
import type { AccessDeps } from '../access-deps.ts'
import { bumpAuthority } from '../authority/generation.ts'
import { GRANT_ID } from '../authority/read-grants.ts'
import { grantNotFound } from '../errors.ts'
import { grantRevoked } from '../events.ts'
import { named, type PrincipalKind, principalText } from '../principals.ts'

export interface RevokedGrant {
  readonly id: string
  readonly revokedMs: number
}

/**
 * Ends a grant now. Repeating it changes nothing and makes no second entry. Throws `grant_not_found`.
 *
 * Commit point: from it on no decision made before releases anything, on any server. A crash before it leaves the grant as it was.
 */
export async function revokeGrant(deps: AccessDeps, by: Caller, id: string): Promise<RevokedGrant> {
  const grant = parseId(GRANT_ID, id)
  const { value } = await deps.writer.transaction(by.tenant, async (tx, entries) => {
    const [row] = await tx.query<{
      principal: Buffer
      principal_kind: PrincipalKind
      revoked_ms: number | null
    }>(
      {
        text: 'SELECT principal, principal_kind, revoked_ms FROM access.grant WHERE tenant = $1 AND id = $2 FOR UPDATE',
      },
      [by.tenant, grant],
    )
    if (!row) throw grantNotFound('no grant of this id in this tenant')
    if (row.revoked_ms !== null) return { id, revokedMs: row.revoked_ms }
    const nowMs = deps.clock.now()
    await tx.query(
      { text: 'UPDATE access.grant SET revoked_ms = $3, revoked_by = $4 WHERE tenant = $1 AND id = $2' },
      [by.tenant, grant, nowMs, by.principalId],
    )
    const { detail, people } = named('principal', principalText(row.principal_kind, row.principal))
    entries.add({
      kind: grantRevoked,
      outcome: 'success',
      ...entryBy(by, people),
      detail: { grant: id, ...detail },
    })
    await bumpAuthority(tx, by.tenant)
    return { id, revokedMs: nowMs }
  })
  return value
}
