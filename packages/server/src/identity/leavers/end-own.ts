import type { Tx } from '../../platform/db.ts'
import type { Caller } from '../../platform/route.ts'
import type { Ended, LeaverDeps } from './leaver-deps.ts'

/**
 * Ends what this room knows of a person: every way in, and every thing that stands for them. What is of use to nobody but a thief (passwords,
 * recovery codes, remembered browsers, links to a provider) is deleted; the rest is ended and stays as a record.
 */
export async function endOwn(deps: LeaverDeps, tx: Tx, by: Caller, person: Buffer): Promise<Ended> {
  const nowMs = deps.clock.now()
  const count = async (text: string, values: readonly unknown[]) => (await tx.query({ text }, values)).length
  const stamped = [by.tenant, person, nowMs, by.principalId]
  const where = 'WHERE tenant = $1 AND person = $2'
  for (const table of ['password', 'recovery_code', 'browser', 'external_identity'])
    await tx.query({ text: `DELETE FROM identity.${table} ${where}` }, [by.tenant, person])
  return {
    sessions: await count(
      `UPDATE identity.session SET ended_ms = $3, ended_by = $4 ${where} AND ended_ms IS NULL RETURNING id`,
      stamped,
    ),
    factors: await count(
      `UPDATE identity.factor SET removed_ms = $3, removed_by = $4 ${where} AND removed_ms IS NULL RETURNING id`,
      stamped,
    ),
    devices: await count(
      `UPDATE identity.device SET revoked_ms = $3, revoked_by = $4 ${where} AND revoked_ms IS NULL RETURNING id`,
      stamped,
    ),
    invitations: await count(
      `UPDATE identity.invitation SET withdrawn_ms = $3 ${where} AND redeemed_ms IS NULL AND withdrawn_ms IS NULL RETURNING id`,
      [by.tenant, person, nowMs],
    ),
    // They have seen them.
    scim_tokens: await count(
      `UPDATE identity.scim_token SET revoked_ms = $3, revoked_by = $4
       WHERE tenant = $1 AND created_by = $2 AND revoked_ms IS NULL AND expires_ms > $3 RETURNING id`,
      [by.tenant, `per_${person.toString('hex')}`, nowMs, by.principalId],
    ),
  }
}
