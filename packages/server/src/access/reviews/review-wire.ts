import { z } from 'zod'
import { idText, instant, toIso } from '../wire.ts'
import { REVIEW_KINDS, type ReviewItemRow } from './review-items.ts'
import { type ReviewRow, reviewText } from './review-row.ts'

const isoOrNull = (ms: number | null) => (ms === null ? null : toIso(ms))
const hex64 = z.string().regex(/^[0-9a-f]{64}$/)

export const reviewReply = z.object({
  id: idText('rvw'),
  started: instant,
  startedBy: z.string(),
  due: instant,
  closed: instant.nullable(),
  closedBy: z.string().nullable(),
  digest: hex64.nullable(),
  /** Of the entry that closed it; its receipt is at /log/receipts/{leaf}. */
  leaf: hex64.nullable(),
  items: z.int(),
  undecided: z.int(),
  keptLast: z.int(),
})

export const reviewToWire = (row: ReviewRow): z.input<typeof reviewReply> => ({
  id: reviewText(row.id),
  started: toIso(row.started_ms),
  startedBy: row.started_by,
  due: toIso(row.due_ms),
  closed: isoOrNull(row.closed_ms),
  closedBy: row.closed_by,
  digest: row.digest?.toString('hex') ?? null,
  leaf: row.leaf?.toString('hex') ?? null,
  items: row.items,
  undecided: row.undecided,
  keptLast: row.kept_last,
})

export const itemReply = z.object({
  n: z.int(),
  kind: z.enum(REVIEW_KINDS),
  subject: z.string(),
  principal: z.string().nullable(),
  owner: z.string().nullable(),
  granted: z.record(z.string(), z.unknown()),
  uses: z.int().nullable(),
  lastUsed: instant.nullable(),
  usedFields: z.array(z.string()).nullable(),
  decision: z.enum(['keep', 'narrow', 'revoke', 'suspend']).nullable(),
  decidedBy: z.string().nullable(),
  decided: instant.nullable(),
  request: z.string().nullable(),
  effect: z.enum(['none', 'due', 'done', 'kept-last']),
})

export const itemToWire = (row: ReviewItemRow): z.input<typeof itemReply> => ({
  n: row.n,
  kind: row.kind,
  subject: row.subject,
  principal: row.principal,
  owner: row.owner,
  granted: row.granted,
  uses: row.uses,
  lastUsed: isoOrNull(row.last_used_ms),
  usedFields: row.used_fields,
  decision: row.decision,
  decidedBy: row.decided_by,
  decided: isoOrNull(row.decided_ms),
  request: row.request,
  effect: row.effect,
})
