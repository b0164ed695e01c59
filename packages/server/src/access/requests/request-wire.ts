import { z } from 'zod'
import type { Language } from '../../platform/words/language.ts'
import { tellReason } from '../../platform/words/tell.ts'
import { idText, instant, toIso } from '../wire.ts'
import type { ListedRequest } from './list-requests.ts'

export const requestStates = ['open', 'approved', 'refused', 'withdrawn', 'expired', 'failed'] as const

/** Ids and numbers that came of a change; which ones is for its kind to say. */
export const effect = z.record(
  z.string(),
  z.union([z.string(), z.number(), z.boolean(), z.array(z.string())]),
)

export const requestReply = z.object({
  id: idText('req'),
  kind: z.string(),
  subject: z.string().nullable(),
  payload: z.record(z.string(), z.unknown()),
  reason: z.string().nullable(),
  requestedBy: z.string(),
  requested: instant,
  expires: instant,
  state: z.enum(requestStates),
  decidedBy: z.string().nullable(),
  decided: instant.nullable(),
  note: z.string().nullable(),
  emergency: z.boolean(),
  bootstrap: z.boolean(),
  effect: effect.nullable(),
  reviewDue: instant.nullable(),
  review: z.enum(['confirmed', 'objected']).nullable(),
  reviewedBy: z.string().nullable(),
  reviewed: instant.nullable(),
  approvable: z.boolean(),
  reviewable: z.boolean(),
})

const isoOrNull = (ms: number | null) => (ms === null ? null : toIso(ms))

export const requestToWire = (request: ListedRequest, language: Language): z.input<typeof requestReply> => ({
  id: request.id,
  kind: request.kind,
  subject: request.subject,
  payload: { ...request.payload },
  reason: tellReason(request.reason ?? null, language),
  requestedBy: request.requested_by,
  requested: toIso(request.requested_ms),
  expires: toIso(request.expires_ms),
  state: request.state,
  decidedBy: request.decided_by,
  decided: isoOrNull(request.decided_ms),
  note: request.note ?? null,
  emergency: request.emergency,
  bootstrap: request.bootstrap,
  effect: request.effect === null ? null : ({ ...request.effect } as z.input<typeof effect>),
  reviewDue: isoOrNull(request.review_due_ms),
  review: request.review,
  reviewedBy: request.reviewed_by,
  reviewed: isoOrNull(request.reviewed_ms),
  approvable: request.approvable,
  reviewable: request.reviewable,
})
