import { server } from './server.ts'

export type CaseState = 'requested' | 'refused' | 'live' | 'ended' | 'reviewed'

export interface Case {
  readonly id: string
  readonly person: string
  readonly request: string | null
  readonly state: CaseState
  readonly collection: string
  readonly fields: readonly string[]
  readonly purpose: string
  /** Who has the say over it: another person, or the data owner. */
  readonly approvedBy: 'staff' | 'owner'
  /** How many it names. */
  readonly records: number
  readonly subjects: number
  readonly cap: number
  readonly used: number
  readonly requested: string
  readonly until: string
  readonly ended: string | null
  readonly reviewDue: string | null
  readonly reviewed: string | null
  readonly reviewedBy: string | null
  readonly outcome: 'in-order' | 'objected' | null
  /** Of one's own live cases: what one wrote when asking. */
  readonly ticket?: string | null | undefined
  readonly reason?: string | null | undefined
}

export interface CaseUse {
  readonly n: number
  readonly action: 'reveal' | 'search'
  readonly fields: readonly string[]
  readonly taken: string
  readonly leaf: string | null
}

export interface WholeCase extends Case {
  readonly ticket: string | null
  readonly recordIds: readonly string[]
  readonly note: string | null
  readonly uses: readonly CaseUse[]
}

export interface NewCase {
  readonly reason: string
  readonly ticket?: string | undefined
  readonly collection: string
  readonly fields: readonly string[]
  readonly records: readonly string[]
  readonly purpose: string
  readonly until: string
  readonly cap: number
}

export const listCases = server.caseList
export const readCase = server.caseRead
export const askCase = server.caseRequest
export const endCase = server.caseEnd
export const reviewCase = server.caseReview

/** Cases under which the person may open something of a collection now. */
export async function myLiveCases(collection: string): Promise<readonly Case[]> {
  const { items } = await listCases({ mine: 'true', limit: 200 })
  return items.filter((c) => c.state === 'live' && c.collection === collection)
}
