import { destroyDue as destroyKeys } from '../keys/index.ts'
import type { Tx } from '../platform/db.ts'
import { forgetRecords } from '../vault/index.ts'

/** What was destroyed of one tenant. */
export interface DestroyedOfTenant {
  readonly tenant: number
  readonly keys: number
  /** Ids of the records, each once, in order, 16 bytes each. */
  readonly records: Buffer
}

export interface Destroyed {
  readonly byTenant: readonly DestroyedOfTenant[]
  readonly byBucket: ReadonlyMap<number, number>
  readonly keys: number
  /** Records of which nothing is left. */
  readonly records: number
}

const NOTHING: Destroyed = { byTenant: [], byBucket: new Map(), keys: 0, records: 0 }

/**
 * Destroys up to `limit` record keys that were due at `nowMs`, in these buckets or in all, with their tags, and forgets the records of which nothing
 * is left, in the caller's transaction.
 */
export async function destroyDue(
  tx: Tx,
  nowMs: number,
  limit: number,
  buckets: readonly number[] | null = null,
): Promise<Destroyed> {
  const gone = await destroyKeys(tx, nowMs, limit, buckets)
  if (gone.length === 0) return NOTHING
  const records = await forgetRecords(tx, gone, nowMs)
  const byTenant = new Map<number, Buffer[]>()
  const byBucket = new Map<number, number>()
  for (const { tenant, record, bucket } of gone) {
    const of = byTenant.get(tenant)
    if (of) of.push(record)
    else byTenant.set(tenant, [record])
    byBucket.set(bucket, (byBucket.get(bucket) ?? 0) + 1)
  }
  return {
    byTenant: [...byTenant].map(([tenant, ids]) => ({ tenant, keys: ids.length, records: distinct(ids) })),
    byBucket,
    keys: gone.length,
    records,
  }
}

function distinct(ids: Buffer[]): Buffer {
  ids.sort(Buffer.compare)
  return Buffer.concat(ids.filter((id, i) => i === 0 || !id.equals(ids[i - 1] as Buffer)))
}
