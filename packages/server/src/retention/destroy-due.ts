import { destroyDue as destroyKeys } from '../keys/index.ts'
import type { Tx } from '../platform/db.ts'
import { forgetRecords } from './forget-records.ts'

export interface Destroyed {
  /** Record keys destroyed, by tenant number. */
  readonly byTenant: ReadonlyMap<number, number>
  readonly keys: number
  /** Records of which nothing is left. */
  readonly records: number
}

/** Destroys up to `limit` record keys that were due at `nowMs`, with their tags, in the caller's transaction. */
export async function destroyDue(tx: Tx, nowMs: number, limit: number): Promise<Destroyed> {
  const gone = await destroyKeys(tx, nowMs, limit)
  if (gone.length === 0) return { byTenant: new Map(), keys: 0, records: 0 }
  const records = await forgetRecords(tx, gone, nowMs)
  const byTenant = new Map<number, number>()
  for (const { tenant } of gone) byTenant.set(tenant, (byTenant.get(tenant) ?? 0) + 1)
  return { byTenant, keys: gone.length, records }
}
