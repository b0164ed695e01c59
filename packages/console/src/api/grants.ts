import { server } from './server.ts'

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
  readonly madeBy: string
  readonly made: string
  readonly approvedBy: string | null
  readonly request: string | null
  readonly revoked: string | null
}

export const listGrants = server.grantList
export const revokeGrant = server.grantRevoke

/** A principal's grants, the live ones first. */
export async function grantsOf(principal: string): Promise<readonly Grant[]> {
  const { grants } = await listGrants({ principal, limit: 200 })
  return [...grants].sort((a, b) => Number(b.state === 'live') - Number(a.state === 'live'))
}
