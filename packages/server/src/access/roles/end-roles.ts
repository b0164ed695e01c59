import type { Entries } from '../../audit/index.ts'
import { entryBy } from '../../identity/index.ts'
import type { Tx } from '../../platform/db.ts'
import { formatId } from '../../platform/ids.ts'
import type { Caller } from '../../platform/route.ts'
import type { AccessDeps } from '../access-deps.ts'
import { ASSIGNMENT_ID } from '../authority/read-grants.ts'
import { roleUnassigned } from '../events.ts'
import { named, parsePrincipal } from '../principals.ts'

/** Ends these roles of a principal, in a transaction of the caller's, who raises the generation. Answers how many assignments ended. */
export async function endRoles(
  tx: Tx,
  entries: Entries,
  { clock }: Pick<AccessDeps, 'clock'>,
  by: Caller,
  input: { readonly principal: string; readonly roles: readonly string[] },
): Promise<number> {
  const rows = await tx.query<{ id: Buffer; role: string }>(
    {
      text: `UPDATE access.assignment SET revoked_ms = $3, revoked_by = $4 WHERE tenant = $1 AND principal = $2 AND revoked_ms IS NULL
             AND until_ms > $3 AND role = ANY ($5) RETURNING id, role`,
    },
    [by.tenant, parsePrincipal(input.principal).id, clock.now(), by.principalId, input.roles],
  )
  const { detail, people } = named('principal', input.principal)
  for (const { id, role } of rows) {
    const what = { assignment: formatId(ASSIGNMENT_ID, id), ...detail, role }
    entries.add({ kind: roleUnassigned, outcome: 'success', ...entryBy(by, people), detail: what })
  }
  return rows.length
}
