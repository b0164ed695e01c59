import type { Tx } from '../../platform/db.ts'
import { newId } from '../../platform/ids.ts'
import { seal } from '../crypto/aead.ts'
import { newKey } from '../crypto/random.ts'
import { currentEpoch } from '../epochs.ts'
import { keysBusy, tenantTaken } from '../errors.ts'
import type { KeysDeps } from '../keys-deps.ts'
import type { TenantRow } from './held-keys.ts'
import { SEED } from './load-tenant.ts'
import { tenantSecretAad } from './wraps.ts'

export interface NewTenant {
  /** Lower-case letters, digits and hyphens, at most 63. */
  readonly slug: string
  /** IANA name of the time zone its dates are read in. */
  readonly zone: string
}

/** A tenant whose key is wrapped but not yet written: the provider is called before a transaction begins, never inside one. */
export interface PreparedTenant extends NewTenant {
  readonly id: Buffer
  readonly epoch: Buffer
  readonly wrapped: Buffer
  readonly key: Buffer
}

export async function prepareTenant(deps: KeysDeps, { slug, zone }: NewTenant): Promise<PreparedTenant> {
  const epoch = await currentEpoch(deps.database.across.read)
  const id = newId(deps.clock.now())
  const key = newKey()
  const wrapped = await deps.root.wrap(epoch, key, { level: 'tenant-key', tenant: id, version: 1 })
  return { slug, zone, id, epoch: epoch.id, wrapped, key }
}

/**
 * Writes a tenant, its first key and its seed in the caller's transaction. Works once with what was prepared. Throws `tenant_taken`, and
 * `keys_busy` when the epoch was replaced since: prepare again.
 */
export async function createTenant(deps: KeysDeps, tx: Tx, prepared: PreparedTenant): Promise<TenantRow> {
  const { id, slug, zone, key } = prepared
  try {
    const [made] = await tx.query<{ tenant: number }>(
      {
        text: `INSERT INTO keys.tenant (id, slug, zone, created_at_ms) VALUES ($1, $2, $3, $4)
               ON CONFLICT (slug) DO NOTHING RETURNING tenant`,
      },
      [id, slug, zone, deps.clock.now()],
    )
    if (!made) throw tenantTaken('choose another name')
    await writeKeys(deps, tx, prepared, made.tenant)
    return { tenant: made.tenant, id, slug, zone, state: 'live' }
  } finally {
    key.fill(0)
  }
}

async function writeKeys(deps: KeysDeps, tx: Tx, prepared: PreparedTenant, tenant: number): Promise<void> {
  const now = deps.clock.now()
  const keyed = await tx.query(
    {
      text: `INSERT INTO keys.tenant_key (tenant, version, epoch, wrapped, state, created_at_ms)
             SELECT $1, 1, id, $3, 'current', $4 FROM keys.epoch WHERE id = $2 AND state = 'current' FOR SHARE
             RETURNING version`,
    },
    [tenant, prepared.epoch, prepared.wrapped, now],
  )
  if (keyed.length === 0) throw keysBusy('the epoch was replaced at that moment', { fix: 'try again' })
  const seed = newKey()
  const aad = tenantSecretAad({ environment: deps.environment, tenant, tenantVersion: 1 }, SEED)
  const wrapped = seal(prepared.key, seed, aad)
  seed.fill(0)
  await tx.query(
    {
      text: `INSERT INTO keys.secret (tenant, name, tenant_version, wrapped, created_at_ms) VALUES ($1, $2, 1, $3, $4)`,
    },
    [tenant, SEED, wrapped, now],
  )
}
