import { server } from './server.ts'

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
  readonly reason?: string | undefined
  readonly emergency?: boolean | undefined
}

export const createRequest = server.requestCreate
export const listRequests = server.requestList
export const readRequest = server.requestGet
export const approveRequest = server.requestApprove
export const refuseRequest = server.requestRefuse
export const withdrawRequest = server.requestWithdraw
export const reviewRequest = server.requestReview
