import type { Statement } from '../../platform/db.ts'
import { open } from '../crypto/aead.ts'
import { keyGone } from '../errors.ts'
import type { KeysDeps } from '../keys-deps.ts'
import { BucketHandle } from './held-keys.ts'
import { bucketKeyAad, bucketSeedAad } from './wraps.ts'

interface Row {
  readonly bucket: number
  readonly tenant: number
  readonly day: number
  readonly version: number
  readonly wrapped: Buffer
  readonly keyUnder: number
  readonly seed: Buffer
  readonly seedUnder: number
}

const SELECT = `
  SELECT b.bucket, b.tenant, b.day, k.version, k.wrapped, k.tenant_version AS "keyUnder", b.seed, b.tenant_version AS "seedUnder"
  FROM keys.bucket b JOIN keys.bucket_key k USING (bucket) WHERE b.state = 'live'`

const ONE: Statement = { name: 'keys-load-bucket', text: `${SELECT} AND b.bucket = $1 AND k.version = $2` }
const CURRENT: Statement = {
  name: 'keys-load-buckets',
  text: `${SELECT} AND b.bucket = ANY($1::bigint[]) AND k.version = b.version`,
}

/** One version of a bucket's key. Throws `key_gone` when it was destroyed, or replaced by a newer one since the row that names it was read. */
export async function loadBucket(deps: KeysDeps, bucket: number, version: number): Promise<BucketHandle> {
  const [row] = await deps.database.across.read.query<Row>(ONE, [bucket, version])
  if (!row) throw keyGone('the bucket key was destroyed or replaced')
  return await openBucketRow(deps, row)
}

/** The current keys of several buckets of a tenant; those destroyed meanwhile are left out. */
export async function loadCurrentBuckets(
  deps: KeysDeps,
  tenant: number,
  buckets: readonly number[],
): Promise<BucketHandle[]> {
  const rows = await deps.database.of(tenant).read.query<Row>(CURRENT, [buckets])
  const handles: BucketHandle[] = []
  for (const row of rows) handles.push(await openBucketRow(deps, row))
  return handles
}

async function openBucketRow(deps: KeysDeps, row: Row): Promise<BucketHandle> {
  const { environment } = deps
  const { tenant, bucket, day, version } = row
  const keyUnder = await deps.tenantKey(tenant, row.keyUnder)
  const seedUnder = row.seedUnder === row.keyUnder ? keyUnder : await deps.tenantKey(tenant, row.seedUnder)
  const keyAad = bucketKeyAad({ environment, tenant, tenantVersion: row.keyUnder, bucket, day, version })
  const seedAad = bucketSeedAad({ environment, tenant, tenantVersion: row.seedUnder, bucket, day })
  const key = open(keyUnder.key.now, row.wrapped, keyAad)
  const seed = open(seedUnder.key.now, row.seed, seedAad)
  // Never held longer than what opened it: a provider that is gone is noticed one lifetime later, not two.
  const expiresAt = Math.min(deps.clock.now() + deps.lifetimeMs, keyUnder.expiresAt, seedUnder.expiresAt)
  return new BucketHandle(row, key, seed, environment, expiresAt)
}
