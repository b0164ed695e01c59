import type { AcrossTx, Sql, Tx } from '../../platform/db.ts'

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

/**
 * The same, if the generation is still the one that the actor's authority was read at; otherwise false, and whoever called rolls back and
 * decides again. It waits for changes under way, so nobody acts on authority that a commit has ended before theirs.
 */
export async function bumpIfStill(tx: Tx, tenant: number, generation: number): Promise<boolean> {
  const rows = await tx.query(
    {
      name: 'access-bump-if-still',
      text: `UPDATE access.authority SET generation = generation + 1 WHERE tenant = $1 AND generation = $2 RETURNING generation`,
    },
    [tenant, generation],
  )
  return rows.length > 0
}

/** For a change that concerns every tenant, such as another policy; `but` raises its own. */
export async function bumpAllAuthority(tx: AcrossTx, but: number): Promise<void> {
  // In order, so that two of these at once wait for each other and do not lock each other out.
  await tx.query(
    {
      text: `WITH held AS (SELECT tenant FROM access.authority WHERE tenant <> $1 ORDER BY tenant FOR UPDATE)
             UPDATE access.authority a SET generation = a.generation + 1 FROM held WHERE a.tenant = held.tenant`,
    },
    [but],
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
