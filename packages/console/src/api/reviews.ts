import { operation, type Page } from './server.ts'

export interface Review {
  readonly id: string
  readonly started: string
  readonly started_by: string
  readonly due: string
  readonly closed: string | null
  readonly closed_by: string | null
  readonly digest: string | null
  readonly leaf: string | null
  readonly items: number
  readonly undecided: number
  readonly kept_last: number
}

export const listReviews = operation<Record<never, never>, Page<Review>>('GET', '/reviews')
