import { server } from './server.ts'

export interface Review {
  readonly id: string
  readonly started: string
  readonly startedBy: string
  readonly due: string
  readonly closed: string | null
  readonly closedBy: string | null
  readonly digest: string | null
  readonly leaf: string | null
  readonly items: number
  readonly undecided: number
  readonly keptLast: number
}

export const listReviews = server.reviewList
