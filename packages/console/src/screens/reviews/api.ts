import type { Review } from '../../api/reviews.ts'
import { server } from '../../api/server.ts'

export type Decision = 'keep' | 'narrow' | 'revoke'

export interface Item {
  readonly n: number
  readonly kind: 'person' | 'service' | 'key' | 'group' | 'device' | 'assignment' | 'grant'
  readonly subject: string
  readonly principal: string | null
  readonly owner: string | null
  readonly granted: Readonly<Record<string, unknown>>
  readonly uses: number | null
  readonly lastUsed: string | null
  readonly usedFields: readonly string[] | null
  readonly decision: Decision | 'suspend' | null
  readonly decidedBy: string | null
  readonly effect: 'none' | 'due' | 'done' | 'kept-last'
}

export interface ItemPage {
  readonly review: Review
  readonly items: readonly Item[]
  readonly next?: number | undefined
}

export const startReview = server.reviewStart
export const listItems = server.reviewItems
export const decideItems = server.reviewDecide
export const closeReview = server.reviewClose
