import { isAzukariError } from '../platform/errors.ts'
import { newId } from '../platform/ids.ts'
import { newKey } from './crypto/random.ts'
import { epochsIn } from './epochs.ts'
import { secretExists } from './errors.ts'
import { SEED } from './keyring/load-tenant.ts'
import type { KeysDeps } from './keys-deps.ts'
import { hasSecret, sealSecret } from './secrets.ts'

/**
 * Makes the first epoch and the installation's seed, where they are missing; answers whether anything was. Safe to call from several processes,
 * and after a crash: an epoch is first a row, then a key at the provider under that row's id, then current.
 */
export async function initialiseKeys(deps: KeysDeps): Promise<boolean> {
  const [current] = await epochsIn(deps.database.across.read, ['current'])
  if (!current) await activateEpoch(deps, await beginEpoch(deps))
  if (await hasSecret(deps.database.across.read, SEED)) return !current
  const seed = newKey()
  try {
    await sealSecret(deps, SEED, seed)
  } catch (error) {
    // Another process was quicker.
    if (!isAzukariError(error, secretExists.code)) throw error
  } finally {
    seed.fill(0)
  }
  return true
}

/**
 * The id of the epoch that follows `replacing` (none: the first), made now or by somebody else. A crash after this leaves a row without a key,
 * which the next call takes up.
 */
export async function beginEpoch(deps: KeysDeps, replacing?: Buffer): Promise<Buffer> {
  return await deps.database.across.tx(async (tx) => {
    // One at a time, so that of several starts none makes an epoch after another's was finished.
    await tx.query({ text: `SELECT pg_advisory_xact_lock(hashtextextended('keys.epoch', 0))` })
    const [creating] = await epochsIn(tx, ['creating'])
    if (creating) return creating.id
    const [current] = await epochsIn(tx, ['current'])
    if (current && !(replacing && current.id.equals(replacing))) return current.id
    const now = deps.clock.now()
    const id = newId(now)
    await tx.query(
      {
        text: `INSERT INTO keys.epoch (id, provider, state, created_at_ms) VALUES ($1, $2, 'creating', $3)`,
      },
      [id, deps.root.provider.kind, now],
    )
    return id
  })
}

/**
 * Has the provider make the epoch's key and lets new wraps go under it; the one before is retiring from then. Before the commit a crash leaves the
 * epoch in the making and its key at the provider, found again by its id; after it, the change is whole.
 */
export async function activateEpoch(deps: KeysDeps, id: Buffer): Promise<void> {
  const made = await deps.root.createEpoch(id)
  await deps.database.across.tx(async (tx) => {
    const now = deps.clock.now()
    const [mine] = await tx.query<{ state: string }>(
      { text: 'SELECT state FROM keys.epoch WHERE id = $1 FOR UPDATE' },
      [id],
    )
    if (mine?.state !== 'creating') return
    await tx.query(
      { text: `UPDATE keys.epoch SET state = 'retiring', retired_at_ms = $1 WHERE state = 'current'` },
      [now],
    )
    await tx.query({ text: `UPDATE keys.epoch SET state = 'current', ref = $2 WHERE id = $1` }, [
      id,
      made.ref,
    ])
  })
}
