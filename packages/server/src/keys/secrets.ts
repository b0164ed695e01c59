import type { Sql } from '../platform/db.ts'
import { currentEpoch } from './epochs.ts'
import { keysBusy, secretExists, secretMissing } from './errors.ts'
import type { KeysDeps } from './keys-deps.ts'

const LARGEST_BYTES = 1024
const ATTEMPTS = 3

/** Stores a secret of the installation under the current epoch, once. `name` is the program's own. Throws `secret_exists`. */
export async function sealSecret(deps: KeysDeps, name: string, plaintext: Uint8Array): Promise<void> {
  if (plaintext.length === 0 || plaintext.length > LARGEST_BYTES) throw new RangeError('1 to 1,024 bytes')
  for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
    const epoch = await currentEpoch(deps.database.across.read)
    const wrapped = await deps.root.wrap(epoch, plaintext, { level: 'secret', name })
    if (await insertSecret(deps, name, epoch.id, wrapped)) return
    if (await hasSecret(deps.database.across.read, name))
      throw secretExists('it is kept as it was', { extra: { name } })
  }
  throw keysBusy('epochs kept changing', { fix: 'try again' })
}

// The epoch is locked against being retired until this commits: nothing is left behind under a key about to be destroyed.
async function insertSecret(deps: KeysDeps, name: string, epoch: Buffer, wrapped: Buffer): Promise<boolean> {
  const made = await deps.database.across.read.query(
    {
      text: `INSERT INTO keys.secret (tenant, name, epoch, wrapped, created_at_ms)
             SELECT 0, $1, id, $3, $4 FROM keys.epoch WHERE id = $2 AND state = 'current' FOR SHARE
             ON CONFLICT (tenant, name) DO NOTHING RETURNING name`,
    },
    [name, epoch, wrapped, deps.clock.now()],
  )
  return made.length === 1
}

export async function hasSecret(sql: Sql, name: string): Promise<boolean> {
  const rows = await sql.query({ text: 'SELECT FROM keys.secret WHERE tenant = 0 AND name = $1' }, [name])
  return rows.length === 1
}

/** Opens a secret of the installation; the caller wipes it. Throws `secret_missing`. */
export async function openSecret(deps: KeysDeps, name: string): Promise<Buffer> {
  const [row] = await deps.database.across.read.query<{ wrapped: Buffer; epoch: Buffer; ref: string }>(
    {
      text: `SELECT s.wrapped, s.epoch, e.ref FROM keys.secret s JOIN keys.epoch e ON e.id = s.epoch
             WHERE s.tenant = 0 AND s.name = $1`,
    },
    [name],
  )
  if (!row) throw secretMissing('it was never made here', { extra: { name } })
  return await deps.root.unwrap({ id: row.epoch, ref: row.ref }, row.wrapped, { level: 'secret', name })
}
