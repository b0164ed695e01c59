import type { Sql } from '../platform/db.ts'
import { keysNotInitialised } from './errors.ts'
import type { EpochRef } from './root/provider.ts'

export interface EpochRow extends EpochRef {
  readonly state: 'creating' | 'current' | 'retiring' | 'destroyed'
  readonly provider: string
}

const COLUMNS = `id, provider, coalesce(ref, '') AS ref, state`

/** The epoch new wraps go under. Throws `keys_not_initialised`. */
export async function currentEpoch(sql: Sql): Promise<EpochRow> {
  const [epoch] = await sql.query<EpochRow & object>({
    name: 'keys-current-epoch',
    text: `SELECT ${COLUMNS} FROM keys.epoch WHERE state = 'current'`,
  })
  if (!epoch)
    throw keysNotInitialised('no epoch has been made', { fix: 'start the server once, or run set-up' })
  return epoch
}

export async function epochsIn(sql: Sql, states: readonly EpochRow['state'][]): Promise<EpochRow[]> {
  return await sql.query<EpochRow & object>(
    {
      name: 'keys-epochs-in',
      text: `SELECT ${COLUMNS} FROM keys.epoch WHERE state = ANY($1::text[]) ORDER BY created_at_ms, id`,
    },
    [states],
  )
}
