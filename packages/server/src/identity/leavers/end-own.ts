import type { Tx } from '../../platform/db.ts'
import type { Caller } from '../../platform/route.ts'
import { personId } from '../people/person-id.ts'
import type { Ended } from './leaver-deps.ts'

const OWN = 'WHERE tenant = $1 AND person = $2'
const ENDED: Readonly<Record<string, string>> = {
  sessions: `UPDATE identity.session SET ended_ms = $3, ended_by = $4 ${OWN} AND ended_ms IS NULL`,
  factors: `UPDATE identity.factor SET removed_ms = $3, removed_by = $4 ${OWN} AND removed_ms IS NULL`,
  devices: `UPDATE identity.device SET revoked_ms = $3, revoked_by = $4 ${OWN} AND revoked_ms IS NULL`,
  invitations: `UPDATE identity.invitation SET withdrawn_ms = $3 ${OWN} AND redeemed_ms IS NULL AND withdrawn_ms IS NULL`,
  password_resets: `UPDATE identity.password_reset SET withdrawn_ms = $3 ${OWN} AND redeemed_ms IS NULL AND withdrawn_ms IS NULL`,
  // They have seen them.
  scim_tokens: `UPDATE identity.scim_token SET revoked_ms = $3, revoked_by = $4
    WHERE tenant = $1 AND created_by = $5 AND revoked_ms IS NULL AND expires_ms > $3`,
}
// Of use to nobody any more but a thief.
const DELETED = ['password', 'recovery_code', 'browser', 'external_identity']

// One statement, because it stands between the word that somebody left and the end of what they can do.
const END_OWN = `WITH ${[
  `gone AS (UPDATE identity.person SET state = 'left', left_ms = $3 WHERE tenant = $1 AND id = $2)`,
  ...Object.entries(ENDED).map(([name, text]) => `${name} AS (${text} RETURNING 1)`),
  ...DELETED.map((table) => `gone_${table} AS (DELETE FROM identity.${table} ${OWN})`),
].join(', ')} SELECT ${Object.keys(ENDED)
  .map((name) => `(SELECT count(*) FROM ${name}) AS ${name}`)
  .join(', ')}`

/**
 * The person has left, and with it ends what this room knows of them: every way in, and every thing that stands for them. What is ended stays as a
 * record. The caller holds the person.
 */
export async function endOwn(tx: Tx, by: Caller, person: Buffer, leftMs: number): Promise<Ended> {
  const values = [by.tenant, person, leftMs, by.principalId, personId(person)]
  const [ended] = await tx.query<Record<string, number>>({ name: 'identity-end-own', text: END_OWN }, values)
  return { ...ended }
}
