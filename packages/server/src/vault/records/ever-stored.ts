import type { AcrossSql, Tx } from '../../platform/db.ts'

/**
 * Whether a record was ever stored in any tenant. A record's row may be gone; the bucket that its keys were made in stays, destroyed, for good.
 */
export async function anyEverStored(sql: AcrossSql): Promise<boolean> {
  const [row] = await sql.query<{ stored: boolean }>({
    text: `SELECT EXISTS (SELECT FROM keys.bucket) OR EXISTS (SELECT FROM vault.record) OR EXISTS (SELECT FROM vault.suppression) AS stored`,
  })
  return row?.stored ?? true
}

/** Waits for transactions that are storing something, and lets no other store anything until this one is over. */
export async function holdStoring(tx: Tx): Promise<void> {
  await tx.query({ text: 'LOCK TABLE vault.record IN SHARE ROW EXCLUSIVE MODE' })
}
