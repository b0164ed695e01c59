import { operation } from './server.ts'

export interface Grant {
  readonly id: string
  readonly principal: string
  readonly action: string
  readonly collection: string | null
  readonly fields: readonly string[]
  readonly purpose: string | null
  readonly masked: boolean
  readonly from: string
  readonly until: string
  readonly state: 'live' | 'not-begun' | 'ended' | 'revoked'
  readonly made_by: string
  readonly made: string
  readonly approved_by: string | null
  readonly request: string | null
  readonly revoked: string | null
}

export const listGrants = operation<
  { principal?: string; live?: 'true'; after?: string; limit?: number },
  { readonly grants: readonly Grant[] }
>('GET', '/grants', { query: ['principal', 'live', 'after', 'limit'] })
export const revokeGrant = operation<{ grant: string }, unknown>('POST', '/grants/{grant}/revoke')

/** A principal's grants, the live ones first. */
export async function grantsOf(principal: string): Promise<readonly Grant[]> {
  const { grants } = await listGrants({ principal, limit: 200 })
  return [...grants].sort((a, b) => Number(b.state === 'live') - Number(a.state === 'live'))
}
