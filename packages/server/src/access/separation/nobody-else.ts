import { PERSON_ID } from '../../identity/index.ts'
import type { Sql } from '../../platform/db.ts'
import { formatId } from '../../platform/ids.ts'
import type { PolicyModel } from '../../policy/index.ts'

/**
 * Whether there is nobody else who can approve, and never was: the bootstrap. Once another person was given the right to and has come, it is
 * over for good; suspending them does not bring it back. What then cannot be approved is for the machine's operator, and shows.
 *
 * @param humans those behind who asks and who gains
 */
export async function nobodyElse(
  sql: Sql,
  tenant: number,
  action: string,
  humans: ReadonlySet<string>,
  policy: PolicyModel,
): Promise<boolean> {
  const roles = Object.values(policy.roles ?? {})
    .filter((role) => (role.actions as readonly string[]).includes(action))
    .map((role) => role.name)
  const rows = await sql.query<{ id: Buffer }>(
    {
      text: `SELECT DISTINCT p.id FROM identity.person p
             WHERE p.tenant = $1 AND p.state <> 'invited' AND (
               EXISTS (SELECT FROM access.assignment a WHERE a.tenant = p.tenant AND a.principal = p.id AND a.role = ANY ($2))
               OR EXISTS (SELECT FROM access.grant g WHERE g.tenant = p.tenant AND g.principal = p.id AND g.action = $3))`,
    },
    [tenant, roles, action],
  )
  return rows.every(({ id }) => humans.has(formatId(PERSON_ID, id)))
}
