import { timingSafeEqual } from 'node:crypto'
import { currentEpoch, type EpochRow, epochsIn } from '../epochs.ts'
import { keysBusy } from '../errors.ts'
import { activateEpoch, beginEpoch } from '../initialise-keys.ts'
import type { Keyring } from '../keyring/keyring.ts'
import type { KeysDeps } from '../keys-deps.ts'
import { openSecret } from '../secrets.ts'
import { type Progress, type RotationOptions, RotationProgress } from './progress.ts'
import { rotateBucketKey } from './rotate-bucket-key.ts'
import { rotateTenantKey } from './rotate-tenant-key.ts'

export interface EpochRotationOptions extends RotationOptions {
  /** Which bucket keys are renewed with it. `standing` (when not given): open, held and law, which no day's end destroys. `all`: days' too. */
  readonly buckets?: 'standing' | 'all'
}

export interface EpochRotated extends Progress {
  /** When the provider has no copy of the old epoch keys any more, by its own account: milliseconds since 1970. */
  readonly destroyedBy: number
}

/**
 * Begins a new epoch and ends the one before. Wrapping the same keys under a new epoch would not be enough: a backup from before holds bucket and
 * record keys that were destroyed since, and the same tenant key would still open them. So tenant keys and standing buckets' keys
 * are made new, and the old ones exist nowhere when the old epoch key is gone. Serving goes on; called again after a crash it goes on where it stopped.
 */
export async function rotateEpoch(
  keyring: Keyring,
  options: EpochRotationOptions = {},
): Promise<EpochRotated> {
  const { deps } = keyring
  const started = await epochsIn(deps.database.across.read, ['retiring'])
  if (started.length === 0) {
    const replacing = await currentEpoch(deps.database.across.read)
    await activateEpoch(deps, await beginEpoch(deps, replacing.id))
  }
  const epoch = await currentEpoch(deps.database.across.read)
  const retiring = await epochsIn(deps.database.across.read, ['retiring'])
  const old = retiring.map((e) => e.id)
  const total = (await tenantsUnder(deps, old)).length + (await secretsUnder(deps, old)).length
  const subject = epoch.id.toString('hex')
  const progress = await RotationProgress.start(deps, 'epoch', subject, total, options.onProgress)
  for (;;) {
    const tenants = await tenantsUnder(deps, old)
    if (tenants.length === 0) break
    for (const tenant of tenants) {
      await renewBuckets(keyring, tenant, epoch, options)
      await rotateTenantKey(keyring, tenant, options)
      await progress.advance(1)
    }
  }
  for (const name of await secretsUnder(deps, old)) {
    await rewrapSecret(deps, name, epoch)
    await progress.advance(1)
  }
  let destroyedBy = 0
  for (const each of retiring) destroyedBy = Math.max(destroyedBy, await destroyEpoch(deps, each))
  return { ...(await progress.finish()), destroyedBy }
}

async function tenantsUnder(deps: KeysDeps, epochs: readonly Buffer[]): Promise<number[]> {
  const rows = await deps.database.across.read.query<{ tenant: number }>(
    { text: 'SELECT DISTINCT tenant FROM keys.tenant_key WHERE epoch = ANY($1::bytea[]) ORDER BY tenant' },
    [epochs],
  )
  return rows.map((r) => r.tenant)
}

async function secretsUnder(deps: KeysDeps, epochs: readonly Buffer[]): Promise<string[]> {
  const rows = await deps.database.across.read.query<{ name: string }>(
    { text: 'SELECT name FROM keys.secret WHERE epoch = ANY($1::bytea[]) ORDER BY name' },
    [epochs],
  )
  return rows.map((r) => r.name)
}

/** Before the tenant key is changed, so that the old bucket keys are never wrapped by the new one. */
async function renewBuckets(
  keyring: Keyring,
  tenant: number,
  epoch: EpochRow,
  options: EpochRotationOptions,
): Promise<void> {
  const rows = await keyring.deps.database.across.read.query<{ bucket: number }>(
    {
      text: `SELECT b.bucket FROM keys.bucket b WHERE b.tenant = $1 AND b.state = 'live' AND (b.day < 0 OR $2)
             AND EXISTS (SELECT FROM keys.bucket_key k WHERE k.bucket = b.bucket AND k.epoch <> $3) ORDER BY b.bucket`,
    },
    [tenant, options.buckets === 'all', epoch.id],
  )
  for (const { bucket } of rows) await rotateBucketKey(keyring, bucket, options)
}

/** Compares before anything relies on it: the old epoch, and with it the only other copy, is about to go. */
async function rewrapSecret(deps: KeysDeps, name: string, epoch: EpochRow): Promise<void> {
  const secret = await openSecret(deps, name)
  try {
    const wrapped = await deps.root.wrap(epoch, secret, { level: 'secret', name })
    const again = await deps.root.unwrap(epoch, wrapped, { level: 'secret', name })
    const same = again.length === secret.length && timingSafeEqual(again, secret)
    again.fill(0)
    if (!same) throw keysBusy('the provider did not give back what it was given')
    await deps.database.across.read.query(
      {
        text: `UPDATE keys.secret s SET epoch = e.id, wrapped = $3
               FROM (SELECT id FROM keys.epoch WHERE id = $2 AND state = 'current' FOR SHARE) e WHERE s.tenant = 0 AND s.name = $1`,
      },
      [name, epoch.id, wrapped],
    )
  } finally {
    secret.fill(0)
  }
}

/** A crash between the provider's answer and the row leaves the epoch retiring; it is destroyed again, which changes nothing. */
async function destroyEpoch(deps: KeysDeps, epoch: EpochRow): Promise<number> {
  const [left] = await deps.database.across.read.query<{ used: boolean }>(
    {
      text: `SELECT EXISTS (SELECT FROM keys.tenant_key WHERE epoch = $1) OR EXISTS (SELECT FROM keys.secret WHERE epoch = $1) AS used`,
    },
    [epoch.id],
  )
  if (left?.used !== false) throw keysBusy('something still needs the old epoch', { fix: 'call it again' })
  const { destroyedBy } = await deps.root.destroyEpoch(epoch)
  await deps.database.across.read.query(
    {
      text: `UPDATE keys.epoch SET state = 'destroyed', destroyed_at_ms = $2, destroyed_by_ms = $3 WHERE id = $1 AND state = 'retiring'`,
    },
    [epoch.id, deps.clock.now(), destroyedBy],
  )
  return destroyedBy
}
