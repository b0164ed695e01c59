import { open } from '../crypto/aead.ts'
import { keyGone, keysNotInitialised, tenantUnknown } from '../errors.ts'
import type { KeysDeps } from '../keys-deps.ts'
import { openSecret } from '../secrets.ts'
import { KeyBytes, TenantHandle, type TenantKeyHeld } from './held-keys.ts'
import { tenantSecretAad } from './wraps.ts'

/** Tenant number of the installation itself: it has digests and secrets, no records. */
export const INSTALLATION = 0
/** Name of the secret that digest keys are derived from. */
export const SEED = 'seed'

/** Unwraps one version of a tenant's key with the provider. Throws `key_gone` when it was destroyed. */
export async function loadTenantKey(deps: KeysDeps, tenant: number, version: number): Promise<TenantKeyHeld> {
  const [row] = await deps.database.of(tenant).read.query<{
    id: Buffer
    wrapped: Buffer
    epoch: Buffer
    ref: string
  }>(
    {
      name: 'keys-load-tenant-key',
      text: `SELECT t.id, k.wrapped, k.epoch, e.ref FROM keys.tenant_key k
             JOIN keys.tenant t USING (tenant) JOIN keys.epoch e ON e.id = k.epoch
             WHERE k.tenant = $1 AND k.version = $2`,
    },
    [tenant, version],
  )
  if (!row) throw keyGone('the tenant key was destroyed or replaced')
  const key = await deps.root.unwrap({ id: row.epoch, ref: row.ref }, row.wrapped, {
    level: 'tenant-key',
    tenant: row.id,
    version,
  })
  const held = new KeyBytes(key)
  return { version, key: held, expiresAt: deps.clock.now() + deps.lifetimeMs, wipe: () => held.wipe() }
}

interface Row {
  readonly id: Buffer
  readonly slug: string
  readonly zone: string
  readonly version: number
  readonly seed: Buffer | null
  readonly under: number | null
}

/** A tenant ready for use. Throws `tenant_unknown` when there is none or it was destroyed. */
export async function loadTenant(deps: KeysDeps, tenant: number): Promise<TenantHandle> {
  if (tenant === INSTALLATION) return await loadInstallation(deps)
  const [row] = await deps.database.of(tenant).read.query<Row>(
    {
      name: 'keys-load-tenant',
      text: `SELECT t.id, t.slug, t.zone, k.version, s.wrapped AS seed, s.tenant_version AS under FROM keys.tenant t
             JOIN keys.tenant_key k ON k.tenant = t.tenant AND k.state = 'current'
             LEFT JOIN keys.secret s ON s.tenant = t.tenant AND s.name = '${SEED}'
             WHERE t.tenant = $1 AND t.state = 'live'`,
    },
    [tenant],
  )
  if (!row) throw tenantUnknown('it never was, or its key was destroyed')
  if (!row.seed || row.under === null) throw keysNotInitialised('the tenant has no seed')
  const held = await deps.tenantKey(tenant, row.under)
  const aad = tenantSecretAad({ environment: deps.environment, tenant, tenantVersion: row.under }, SEED)
  const seed = open(held.key.now, row.seed, aad)
  return new TenantHandle({ ...row, tenant }, seed, deps.environment, held.expiresAt)
}

async function loadInstallation(deps: KeysDeps): Promise<TenantHandle> {
  const seed = await openSecret(deps, SEED)
  const row = { tenant: INSTALLATION, id: Buffer.alloc(16), slug: 'installation', zone: 'UTC', version: 0 }
  return new TenantHandle(row, seed, deps.environment, deps.clock.now() + deps.lifetimeMs)
}
