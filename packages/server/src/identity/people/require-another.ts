import type { Tx } from '../../platform/db.ts'
import type { Caller } from '../../platform/route.ts'
import { ownAccountRefused } from '../errors.ts'
import { personId } from './person-id.ts'

/** What is done to an account, nobody does to their own: with a service of theirs or a key that they made neither. Throws `own_account_refused`. */
export async function requireAnother(tx: Tx, by: Caller, person: Buffer): Promise<void> {
  const own = personId(person)
  const isOwn = by.kind === 'service' ? await standsFor(tx, by, own) : by.principal.equals(person)
  if (isOwn) throw ownAccountRefused('somebody else does that for an account')
}

async function standsFor(tx: Tx, { tenant, principal }: Caller, person: string): Promise<boolean> {
  const rows = await tx.query(
    {
      text: `SELECT FROM identity.service WHERE tenant = $1 AND id = $2 AND owner = $3
             UNION ALL SELECT FROM identity.key WHERE tenant = $1 AND service = $2 AND created_by = $3 LIMIT 1`,
    },
    [tenant, principal, person],
  )
  return rows.length > 0
}
