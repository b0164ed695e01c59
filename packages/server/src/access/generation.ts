import type { Sql, Tx } from '../platform/db.ts'

/**
 * Raises the generation of a tenant's authority, as the last statement of whatever changed who may do what: its row is locked until the
 * commit, so changes of one tenant queue here and nowhere before.
 */
export async function bumpAuthority(tx: Tx, tenant: number): Promise<void> {
  await tx.query(
    {
      name: 'access-bump-authority',
      text: `INSERT INTO access.authority AS a (tenant, generation) VALUES ($1, 1)
             ON CONFLICT (tenant) DO UPDATE SET generation = a.generation + 1`,
    },
    [tenant],
  )
}

/** The generation now; undefined before anything was ever granted in the tenant. */
export async function readGeneration(sql: Sql, tenant: number): Promise<number | undefined> {
  const [row] = await sql.query<{ generation: number }>(
    { name: 'access-generation', text: 'SELECT generation FROM access.authority WHERE tenant = $1' },
    [tenant],
  )
  return row?.generation
}
