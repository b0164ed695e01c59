import { open, seal } from '../crypto/aead.ts'
import { newKey } from '../crypto/random.ts'
import { currentEpoch } from '../epochs.ts'
import { keysBusy, tenantUnknown } from '../errors.ts'
import type { KeyBytes } from '../keyring/held-keys.ts'
import type { Keyring } from '../keyring/keyring.ts'
import { bucketKeyAad, bucketSeedAad, tenantSecretAad } from '../keyring/wraps.ts'
import type { KeysDeps } from '../keys-deps.ts'
import { BATCH, type Progress, type RotationOptions, RotationProgress } from './progress.ts'

interface Wrapped {
  readonly tenant: number
  readonly bucket: number
  readonly day: number
  readonly version: number
  readonly name: string
  readonly under: number
  readonly wrapped: Buffer
}

interface Target {
  readonly tenant: number
  readonly version: number
}

/** One kind of thing that a tenant key wraps: how to find what is still under an older version, and how to put it under the new one. */
interface Kind {
  readonly select: string
  readonly update: string
  key(row: Wrapped): readonly unknown[]
  aad(environment: string, tenant: number, row: Wrapped, under: number): Buffer
}

// Updates compare what was read ($3): a row that was destroyed or re-wrapped meanwhile is left alone.
const KINDS: readonly Kind[] = [
  {
    select: `SELECT k.tenant, k.bucket, b.day, k.version, '' AS name, k.tenant_version AS under, k.wrapped
             FROM keys.bucket_key k JOIN keys.bucket b USING (bucket) WHERE k.tenant = $1 AND k.tenant_version < $2`,
    update: `UPDATE keys.bucket_key SET tenant_version = $1, wrapped = $2 WHERE wrapped = $3 AND bucket = $4 AND version = $5`,
    key: (row) => [row.bucket, row.version],
    aad: (environment, tenant, row, tenantVersion) =>
      bucketKeyAad({ ...row, environment, tenant, tenantVersion }),
  },
  {
    select: `SELECT tenant, bucket, day, 0 AS version, '' AS name, tenant_version AS under, seed AS wrapped
             FROM keys.bucket WHERE tenant = $1 AND tenant_version < $2 AND state = 'live'`,
    update: `UPDATE keys.bucket SET tenant_version = $1, seed = $2 WHERE seed = $3 AND bucket = $4`,
    key: (row) => [row.bucket],
    aad: (environment, tenant, row, tenantVersion) =>
      bucketSeedAad({ ...row, environment, tenant, tenantVersion }),
  },
  {
    select: `SELECT tenant, 0 AS bucket, 0 AS day, 0 AS version, name, tenant_version AS under, wrapped
             FROM keys.secret WHERE tenant = $1 AND tenant_version < $2`,
    update: `UPDATE keys.secret SET tenant_version = $1, wrapped = $2 WHERE wrapped = $3 AND name = $4 AND tenant = $5`,
    key: (row) => [row.name, row.tenant],
    aad: (environment, tenant, row, tenantVersion) =>
      tenantSecretAad({ environment, tenant, tenantVersion }, row.name),
  },
]

/**
 * Gives a tenant a new key under the current epoch, puts everything below it under the new key, and destroys the old one. Serving goes on: both
 * versions open what they wrap until the older is gone. Called again after a crash it goes on where it stopped; two at once do no harm.
 */
export async function rotateTenantKey(
  keyring: Keyring,
  tenant: number,
  options: RotationOptions = {},
): Promise<Progress> {
  const { deps } = keyring
  const target = (await interrupted(deps, tenant)) ?? (await newVersion(deps, tenant))
  keyring.forgetTenant(tenant)
  const progress = await RotationProgress.start(
    deps,
    'tenant',
    String(tenant),
    await remaining(deps, target),
    options.onProgress,
  )
  for (const kind of KINDS) {
    for (;;) {
      const done = await rewrapBatch(deps, target, kind, options.batch ?? BATCH)
      if (done === 0) break
      await progress.advance(done)
    }
  }
  // Whoever wraps under a tenant key holds a lock on its being current, so nothing new came under the older ones since.
  await deps.database
    .of(tenant)
    .read.query({ text: 'DELETE FROM keys.tenant_key WHERE tenant = $1 AND version < $2' }, [
      tenant,
      target.version,
    ])
  keyring.forgetTenant(tenant)
  return await progress.finish()
}

async function interrupted(deps: KeysDeps, tenant: number): Promise<Target | undefined> {
  const [row] = await deps.database.of(tenant).read.query<{ version: number }>(
    {
      text: `SELECT version FROM keys.tenant_key k WHERE tenant = $1 AND state = 'current'
             AND EXISTS (SELECT FROM keys.tenant_key o WHERE o.tenant = k.tenant AND o.version < k.version)`,
    },
    [tenant],
  )
  return row && { tenant, version: row.version }
}

/** Before the commit a crash leaves a wrapped key that nobody kept; after it, two versions, the older one to be emptied. */
async function newVersion(deps: KeysDeps, tenant: number): Promise<Target> {
  const [row] = await deps.database.of(tenant).read.query<{ id: Buffer; version: number }>(
    {
      text: `SELECT t.id, k.version FROM keys.tenant t JOIN keys.tenant_key k USING (tenant)
             WHERE tenant = $1 AND t.state = 'live' AND k.state = 'current'`,
    },
    [tenant],
  )
  if (!row) throw tenantUnknown('it never was, or its key was destroyed')
  const version = row.version + 1
  const epoch = await currentEpoch(deps.database.of(tenant).read)
  const key = newKey()
  const wrapped = await deps.root.wrap(epoch, key, { level: 'tenant-key', tenant: row.id, version })
  key.fill(0)
  await deps.database.of(tenant).tx(async (tx) => {
    const retired = await tx.query(
      {
        text: `UPDATE keys.tenant_key SET state = 'retiring' WHERE tenant = $1 AND version = $2 AND state = 'current' RETURNING version`,
      },
      [tenant, row.version],
    )
    const made = await tx.query(
      {
        text: `INSERT INTO keys.tenant_key (tenant, version, epoch, wrapped, state, created_at_ms)
               SELECT $1, $2, id, $4, 'current', $5 FROM keys.epoch WHERE id = $3 AND state = 'current' FOR SHARE RETURNING version`,
      },
      [tenant, version, epoch.id, wrapped, deps.clock.now()],
    )
    if (retired.length === 0 || made.length === 0)
      throw keysBusy('another renewal was quicker', { fix: 'try again' })
  })
  return { tenant, version }
}

async function remaining(deps: KeysDeps, target: Target): Promise<number> {
  let n = 0
  for (const kind of KINDS) {
    const [row] = await deps.database
      .of(target.tenant)
      .read.query<{ n: number }>({ text: `SELECT count(*) AS n FROM (${kind.select}) x` }, [
        target.tenant,
        target.version,
      ])
    n += row?.n ?? 0
  }
  return n
}

/** Each batch commits by itself: a crash loses at most the one under way, whose rows are still under the older key. */
async function rewrapBatch(deps: KeysDeps, target: Target, kind: Kind, size: number): Promise<number> {
  const { tenant, version } = target
  const rows = await deps.database
    .of(tenant)
    .read.query<Wrapped>(
      { text: `SELECT * FROM (${kind.select}) x ORDER BY bucket, version, name LIMIT ${size}` },
      [tenant, version],
    )
  const held = new Map<number, KeyBytes>()
  for (const under of new Set([version, ...rows.map((r) => r.under)])) {
    held.set(under, (await deps.tenantKey(tenant, under)).key)
  }
  const rewrap = (row: Wrapped) => {
    const aad = (under: number) => kind.aad(deps.environment, tenant, row, under)
    const key = open((held.get(row.under) as KeyBytes).now, row.wrapped, aad(row.under))
    const wrapped = seal((held.get(version) as KeyBytes).now, key, aad(version))
    key.fill(0)
    return wrapped
  }
  await deps.database.of(tenant).tx(async (tx) => {
    for (const row of rows)
      await tx.query({ text: kind.update }, [version, rewrap(row), row.wrapped, ...kind.key(row)])
  })
  return rows.length
}
