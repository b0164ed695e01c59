import type { Sql } from '../../platform/db.ts'
import { type PolicyModel, parameterValue } from '../../policy/index.ts'
import type { CaseRow } from '../cases/case-row.ts'

/** Who approves a case: another person with approve-access, or the data owner. */
export type Say = 'staff' | 'owner'

export const CASE_APPROVED_BY = 'case_approved_by'

/** What the policy says where no contract says anything. */
export const sayOfPolicy = (policy: PolicyModel): Say =>
  parameterValue(policy, CASE_APPROVED_BY) === 'owner' ? 'owner' : 'staff'

/**
 * Who has the say over cases now: the data owner where the contract of one of those it names says so, or the tenant's, or the policy. Over the owners of
 * records that a case names it is asked when they are looked at. By id in lower-case hex.
 */
export async function whoHasSay(
  sql: Sql,
  tenant: number,
  policy: PolicyModel,
  cases: readonly Buffer[],
): Promise<ReadonlyMap<string, Say>> {
  const rows = await sql.query<{ id: Buffer; say: Say }>(
    {
      text: `SELECT c.id, CASE WHEN cardinality(c.subjects) = 0 THEN access.says($1, '{}', $3)
               WHEN EXISTS (SELECT FROM unnest(c.subjects) s WHERE access.says($1, ARRAY[s], $3) = 'owner') THEN 'owner' ELSE 'staff' END AS say
             FROM access.case c WHERE c.tenant = $1 AND c.id = ANY ($2::bytea[])`,
    },
    [tenant, cases, sayOfPolicy(policy)],
  )
  return new Map(rows.map(({ id, say }) => [id.toString('hex'), say]))
}

/** Of one case; `staff` where there is none of this id. */
export const sayOver = async (sql: Sql, tenant: number, policy: PolicyModel, id: Buffer): Promise<Say> =>
  (await whoHasSay(sql, tenant, policy, [id])).get(id.toString('hex')) ?? 'staff'

/**
 * Whether what is of some data owners may be seen in a case, by who opened it and the contracts of now; one answer for each of the lists of their keyed
 * digests. A contract that was made after the case was opened counts.
 */
export async function letsLook(
  sql: Sql,
  tenant: number,
  policy: PolicyModel,
  { id }: Pick<CaseRow, 'id'>,
  owners: readonly (readonly Buffer[])[],
): Promise<boolean[]> {
  const lists = JSON.stringify(owners.map((list) => list.map((digest) => digest.toString('hex'))))
  const rows = await sql.query<{ lets: boolean }>(
    {
      text: `SELECT access.lets_look(c, ARRAY(SELECT decode(d, 'hex') FROM jsonb_array_elements_text(l.list) d), $4) AS lets
             FROM access.case c, jsonb_array_elements($3::jsonb) WITH ORDINALITY AS l(list, i) WHERE c.tenant = $1 AND c.id = $2 ORDER BY l.i`,
    },
    [tenant, id, lists, sayOfPolicy(policy)],
  )
  return rows.map(({ lets }) => lets)
}
