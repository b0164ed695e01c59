import { z } from 'zod'
import type { Say } from '../contracts/who-has-say.ts'
import { REQUEST_ID } from '../requests/request-row.ts'
import { idText, instant, toIso } from '../wire.ts'
import { type CaseRow, caseState, caseText, personText } from './case-row.ts'
import type { CaseUseRow } from './list-cases.ts'

const isoOrNull = (ms: number | null) => (ms === null ? null : toIso(ms))

export const caseReply = z.object({
  id: idText('cas'),
  person: idText('per'),
  request: idText('req').nullable(),
  state: z.enum(['requested', 'refused', 'live', 'ended', 'reviewed']),
  collection: z.string(),
  fields: z.array(z.string()),
  purpose: z.string(),
  approvedBy: z
    .enum(['staff', 'owner'])
    .describe('Who has the say over it now: another person, or the data owner'),
  // How many it names; which ones is told one case at a time.
  records: z.int(),
  subjects: z.int(),
  cap: z.int(),
  used: z.int(),
  requested: instant,
  until: instant,
  opened: instant.nullable(),
  openedBy: z.string().nullable(),
  ended: instant.nullable(),
  endedBy: z.string().nullable(),
  reviewDue: instant.nullable(),
  reviewed: instant.nullable(),
  reviewedBy: z.string().nullable(),
  outcome: z.enum(['in-order', 'objected']).nullable(),
})

export const caseToWire = (row: CaseRow, nowMs: number, approvedBy: Say): z.input<typeof caseReply> => ({
  id: caseText(row.id),
  person: personText(row.person),
  request: row.request === null ? null : `${REQUEST_ID}_${row.request.toString('hex')}`,
  state: caseState(row, nowMs),
  collection: row.collection,
  fields: row.fields,
  purpose: row.purpose,
  approvedBy,
  records: row.records.length,
  subjects: row.subjects.length,
  cap: row.cap,
  used: row.used,
  requested: toIso(row.requested_ms),
  until: toIso(row.until_ms),
  opened: isoOrNull(row.opened_ms),
  openedBy: row.opened_by,
  ended: isoOrNull(row.ended_ms),
  endedBy: row.ended_by,
  reviewDue: isoOrNull(row.review_due_ms),
  reviewed: isoOrNull(row.reviewed_ms),
  reviewedBy: row.reviewed_by,
  outcome: row.outcome,
})

const hex64 = z.string().regex(/^[0-9a-f]{64}$/)

export const caseUseReply = z.object({
  case: idText('cas'),
  n: z.int(),
  action: z.enum(['reveal', 'search']),
  fields: z.array(z.string()),
  /** Keyed digests of the data owners of the record. */
  subjects: z.array(hex64),
  taken: instant,
  /** Of the entry that says what was shown: its receipt is at /log/receipts/{leaf}. Null: nothing was, or a crash came between. */
  leaf: hex64.nullable(),
})

export const caseUseToWire = (use: CaseUseRow): z.input<typeof caseUseReply> => ({
  case: caseText(use.case_id),
  n: use.n,
  action: use.action,
  fields: use.fields,
  subjects: use.subjects.map((digest) => digest.toString('hex')),
  taken: toIso(use.taken_ms),
  leaf: use.leaf?.toString('hex') ?? null,
})
