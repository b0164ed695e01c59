import type { Review } from '../../api/reviews.ts'
import { operation } from '../../api/server.ts'

export type Decision = 'keep' | 'narrow' | 'revoke'

export interface Item {
  readonly n: number
  readonly kind: 'person' | 'service' | 'key' | 'group' | 'device' | 'assignment' | 'grant'
  readonly subject: string
  readonly principal: string | null
  readonly owner: string | null
  readonly granted: Readonly<Record<string, unknown>>
  readonly uses: number | null
  readonly last_used: string | null
  readonly used_fields: readonly string[] | null
  readonly decision: Decision | 'suspend' | null
  readonly decided_by: string | null
  readonly effect: 'none' | 'due' | 'done' | 'kept-last'
}

export interface ItemPage {
  readonly review: Review
  readonly items: readonly Item[]
  readonly next?: number
}

type None = Record<never, never>

export const startReview = operation<None, { id: string }>('POST', '/reviews')
export const listItems = operation<
  { review: string; after?: number; limit?: number; undecided?: 'true' },
  ItemPage
>('GET', '/reviews/{review}/items', { query: ['after', 'limit', 'undecided'] })
export const decideItems = operation<
  { review: string; body: { items: readonly number[]; decision: Decision } },
  { readonly decided: number; readonly requests: readonly string[] }
>('POST', '/reviews/{review}/items/decide')
export const closeReview = operation<{ review: string }, { readonly digest: string }>(
  'POST',
  '/reviews/{review}/close',
)
