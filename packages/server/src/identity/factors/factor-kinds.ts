import type { Sql } from '../../platform/db.ts'

export type FactorKind = 'totp' | 'passkey' | 'recovery'

/** The kinds of second factor that a person can sign in with, now. Recovery codes alone are no factor: they stand in for a lost one. */
export async function factorKinds(
  sql: Pick<Sql, 'query'>,
  tenant: number,
  person: Buffer,
): Promise<FactorKind[]> {
  const [row] = await sql.query<{ totp: boolean; passkey: boolean; recovery: boolean }>(
    {
      name: 'identity-factor-kinds',
      text: `SELECT coalesce(bool_or(kind = 'totp'), false) AS totp, coalesce(bool_or(kind = 'passkey'), false) AS passkey,
               EXISTS (SELECT FROM identity.recovery_code WHERE tenant = $1 AND person = $2 AND used_ms IS NULL) AS recovery
             FROM identity.factor WHERE tenant = $1 AND person = $2 AND removed_ms IS NULL AND confirmed_ms IS NOT NULL`,
    },
    [tenant, person],
  )
  const has = row ?? { totp: false, passkey: false, recovery: false }
  const kinds = (['totp', 'passkey'] as const).filter((kind) => has[kind])
  return kinds.length > 0 && has.recovery ? [...kinds, 'recovery'] : kinds
}
