import { seal } from '../crypto/aead.ts'
import { newKey } from '../crypto/random.ts'
import { dayOf, kindOfDay } from '../days.ts'
import { dayIsOver, keyGone, keysBusy, tenantUnknown } from '../errors.ts'
import type { KeysDeps } from '../keys-deps.ts'
import { bucketKeyAad, bucketSeedAad } from './wraps.ts'

/** A bucket and the version of its current key. */
export interface FoundBucket {
  readonly bucket: number
  readonly version: number
}

const ATTEMPTS = 5

/**
 * A tenant's bucket for a day (see days.ts), made when there is none. Runs in transactions of its own: a bucket without record keys does no
 * harm, and nobody waits for another's long transaction to learn whose bucket it is. Throws `day_is_over`, `key_gone`, `tenant_unknown`.
 */
export async function findBucket(deps: KeysDeps, tenant: number, day: number): Promise<FoundBucket> {
  for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
    const found = (await readBucket(deps, tenant, day)) ?? (await createBucket(deps, tenant, day))
    if (found) return found
  }
  throw keysBusy('the tenant key kept changing', { fix: 'try again' })
}

async function readBucket(deps: KeysDeps, tenant: number, day: number): Promise<FoundBucket | undefined> {
  const [row] = await deps.database.of(tenant).read.query<FoundBucket & { state: string }>(
    {
      name: 'keys-find-bucket',
      text: 'SELECT bucket, version, state FROM keys.bucket WHERE tenant = $1 AND day = $2 AND closed_at_ms IS NULL',
    },
    [tenant, day],
  )
  if (row && row.state !== 'live') throw keyGone('the bucket of that day was destroyed')
  return row
}

/** Undefined when somebody else made it first, or the tenant key changed: read again. */
async function createBucket(deps: KeysDeps, tenant: number, day: number): Promise<FoundBucket | undefined> {
  const { environment, database, clock } = deps
  if (day >= 0) {
    if (day < dayOf(clock.now())) throw dayIsOver('record keys are wrapped for today or later')
    await database.of(tenant).read.query({ text: 'SELECT keys.make_days($1, $1)' }, [day])
  }
  const [next] = await database.of(tenant).read.query<{ bucket: number; version: number; epoch: Buffer }>(
    {
      text: `SELECT nextval('keys.bucket_bucket_seq') AS bucket, k.version, e.id AS epoch
             FROM keys.tenant_key k, keys.epoch e WHERE k.tenant = $1 AND k.state = 'current' AND e.state = 'current'`,
    },
    [tenant],
  )
  if (!next) throw tenantUnknown('it never was, or its key was destroyed')
  const { bucket, version: tenantVersion, epoch } = next
  const under = await deps.tenantKey(tenant, tenantVersion)
  const [key, seed] = [newKey(), newKey()]
  const place = { environment, tenant, tenantVersion, bucket, day }
  const wrappedKey = seal(under.key.now, key, bucketKeyAad({ ...place, version: 1 }))
  const wrappedSeed = seal(under.key.now, seed, bucketSeedAad(place))
  key.fill(0)
  seed.fill(0)
  // One statement: before its commit a crash leaves nothing but an unused number. The tenant key is locked against being replaced until then.
  const made = await database.of(tenant).read.query(
    {
      text: `WITH under AS (
               SELECT tenant, version FROM keys.tenant_key
               WHERE tenant = $1 AND version = $2 AND state = 'current' FOR SHARE
             ), made AS (
               INSERT INTO keys.bucket (bucket, tenant, kind, day, seed, tenant_version, created_at_ms)
               SELECT $3, tenant, $4, $5, $6, version, $7 FROM under
               ON CONFLICT (tenant, day) WHERE closed_at_ms IS NULL DO NOTHING RETURNING bucket
             )
             INSERT INTO keys.bucket_key (bucket, version, tenant, tenant_version, epoch, wrapped)
             SELECT bucket, 1, $1, $2, $8, $9 FROM made RETURNING bucket`,
    },
    [tenant, tenantVersion, bucket, kindOfDay(day), day, wrappedSeed, clock.now(), epoch, wrappedKey],
  )
  return made.length === 1 ? { bucket, version: 1 } : undefined
}
