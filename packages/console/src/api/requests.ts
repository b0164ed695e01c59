import { operation, type Page } from './server.ts'

export type RequestState = 'open' | 'approved' | 'refused' | 'withdrawn' | 'expired' | 'failed'

export interface Request {
  readonly id: string
  readonly kind: string
  readonly subject: string | null
  readonly payload: Readonly<Record<string, unknown>>
  readonly reason: string | null
  readonly requestedBy: string
  readonly requested: string
  readonly expires: string
  readonly state: RequestState
  readonly decidedBy: string | null
  readonly decided: string | null
  readonly note: string | null
  readonly emergency: boolean
  readonly bootstrap: boolean
  readonly effect: Readonly<Record<string, unknown>> | null
  readonly reviewDue: string | null
  readonly review: 'confirmed' | 'objected' | null
  readonly reviewedBy: string | null
  readonly reviewed: string | null
  /** Whoever reads it may decide it, or review it. */
  readonly approvable: boolean
  readonly reviewable: boolean
}

export interface NewRequest {
  readonly kind: string
  readonly payload: unknown
  readonly reason?: string
  readonly emergency?: boolean
}

interface Decide {
  readonly request: string
  readonly body: { readonly note?: string; readonly outcome?: 'confirmed' | 'objected' }
}

export const createRequest = operation<{ body: NewRequest }, { id: string; state: 'open' | 'approved' }>(
  'POST',
  '/requests',
)
export const listRequests = operation<
  { state?: string; mine?: 'true'; approvable?: 'true'; after?: string; limit?: number },
  Page<Request>
>('GET', '/requests', { query: ['state', 'mine', 'approvable', 'after', 'limit'] })
export const readRequest = operation<{ request: string }, Request>('GET', '/requests/{request}')
export const approveRequest = operation<Decide, unknown>('POST', '/requests/{request}/approve')
export const refuseRequest = operation<Decide, unknown>('POST', '/requests/{request}/refuse')
export const withdrawRequest = operation<{ request: string }, unknown>('POST', '/requests/{request}/withdraw')
export const reviewRequest = operation<Decide, unknown>('POST', '/requests/{request}/review')
