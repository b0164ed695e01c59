import type { Database, Tx } from '../../platform/db.ts'
import { HELD_DAY } from '../days.ts'
import { tenantRetained, tenantUnknown } from '../errors.ts'
import type { Keyring } from '../keyring/keyring.ts'

/**
 * Destroys a tenant's keys: everything of it is unreadable from the commit, and no copy is left once the epoch has been rotated after it.
 * Refused while something is on hold or retained by law (`tenant_retained`). Its rows of record keys are worth nothing from then on and are
 * cleared by `clearTenant`; until then a process that holds a bucket key could use them, so a reveal also asks for the tenant being live.
 * Locks the keystore against writing until the transaction ends: call it in one that does nothing else.
 */
export async function destroyTenant(keyring: Keyring, tx: Tx, tenant: number): Promise<void> {
  const [row] = await tx.query(
    { text: `SELECT FROM keys.tenant WHERE tenant = $1 AND state = 'live' FOR UPDATE` },
    [tenant],
  )
  if (!row) throw tenantUnknown('it never was, or was destroyed before')
  // Waits for writers under way and holds up new ones until this ends, so that no hold is placed between the question and the deed.
  await tx.query({ text: 'LOCK TABLE keys.record_key IN SHARE ROW EXCLUSIVE MODE' })
  await tx.query({ text: 'SELECT FROM keys.tenant_key WHERE tenant = $1 FOR UPDATE' }, [tenant])
  const retained = await tx.query(
    {
      text: `SELECT FROM keys.record_key WHERE tenant = $1 AND (day = $2 OR day <= -1000) LIMIT 1`,
    },
    [tenant, HELD_DAY],
  )
  if (retained.length > 0) {
    throw tenantRetained('its key cannot go before they end', {
      fix: 'lift the holds, and wait for the periods of law to end',
    })
  }
  const now = keyring.deps.clock.now()
  for (const text of [
    `UPDATE keys.tenant SET state = 'destroyed', destroyed_at_ms = $2 WHERE tenant = $1`,
    `UPDATE keys.bucket SET state = 'destroyed', seed = NULL, tenant_version = NULL, destroyed_at_ms = $2
     WHERE tenant = $1 AND state = 'live'`,
  ]) {
    await tx.query({ text }, [tenant, now])
  }
  for (const table of ['bucket_key', 'secret', 'tenant_key']) {
    await tx.query({ text: `DELETE FROM keys.${table} WHERE tenant = $1` }, [tenant])
  }
  tx.afterCommit(() => keyring.forgetTenant(tenant))
}

/** Deletes up to `limit` rows of record keys of a destroyed tenant; answers how many. Zero: done. */
export async function clearTenant(database: Database, tenant: number, limit: number): Promise<number> {
  const rows = await database.of(tenant).read.query(
    {
      text: `DELETE FROM keys.record_key k USING (
               SELECT r.record, r.grp, r.day FROM keys.record_key r JOIN keys.tenant t USING (tenant)
               WHERE r.tenant = $1 AND t.state = 'destroyed' LIMIT $2
             ) d WHERE k.tenant = $1 AND k.record = d.record AND k.grp = d.grp AND k.day = d.day RETURNING k.grp`,
    },
    [tenant, limit],
  )
  return rows.length
}
