import { type Check, check, type Measurement } from '../../platform/check.ts'
import type { Sql } from '../../platform/db.ts'

/** The log counts as read while the last reading is no older; the jobs read it every minute. */
const READ_WITHIN_MS = 180_000

/** Whether the counts from the log are fit to be relied on; otherwise what to answer. */
export async function unlessRead(sql: Sql, nowMs: number): Promise<Measurement | undefined> {
  const [row] = await sql.query<{ next: number; read_ms: number; size: number }>({
    text: `SELECT next, read_ms, coalesce((SELECT size FROM audit.checkpoint ORDER BY size DESC LIMIT 1), 0) AS size
           FROM access.log_position`,
  })
  if (row && nowMs - row.read_ms <= READ_WITHIN_MS) return undefined
  const figures = { behind: Math.max(0, (row?.size ?? 0) - (row?.next ?? 0)) }
  return { state: 'unknown', figures, why: 'the log has not been read to its end lately' }
}

// S13, A3: counted from the entries of reveals and searches themselves, whatever the decision believes that it let through.
const staffSeeMasked = check('access.staff-see-masked', async ({ read, clock }) => {
  const unread = await unlessRead(read, clock.now())
  if (unread) return unread
  const [row] = await read.query<{ in_cases: number; without: number; beyond: number }>({
    text: `SELECT coalesce(sum(s.shown) FILTER (WHERE s.case_id <> ''), 0)::bigint AS in_cases,
                  coalesce(sum(s.shown) FILTER (WHERE s.case_id = ''), 0)::bigint AS without,
                  count(*) FILTER (WHERE s.case_id <> '' AND (c.opened_ms IS NULL OR s.shown > c.cap)) AS beyond
           FROM access.staff_sight s LEFT JOIN access.case c ON c.tenant = s.tenant AND 'cas_' || encode(c.id, 'hex') = s.case_id`,
  })
  const figures = {
    shownInCases: row?.in_cases ?? 0,
    shownWithout: row?.without ?? 0,
    casesBeyond: row?.beyond ?? 0,
  }
  if (figures.shownWithout > 0)
    return { state: 'violated', figures, why: 'by the log, staff were shown values without a case' }
  if (figures.casesBeyond > 0)
    return { state: 'violated', figures, why: 'by the log, more was shown in a case than it allows' }
  return { state: 'satisfied', figures }
})

// S14: what was shown in a case is looked at by another person in time. Shown by the log, or used by the case's own count: either is enough.
const casesReviewed = check('access.cases-reviewed', async ({ read, clock }) => {
  const nowMs = clock.now()
  const unread = await unlessRead(read, nowMs)
  if (unread) return unread
  const [row] = await read.query<{
    cases: number
    waiting: number
    overdue: number
    own: number
    objected: number
  }>(
    {
      text: `SELECT count(*) AS cases, count(*) FILTER (WHERE waits) AS waiting,
               count(*) FILTER (WHERE waits AND review_due_ms <= $1) AS overdue,
               count(*) FILTER (WHERE whose IN (opened_by, reviewed_by)) AS own,
               count(*) FILTER (WHERE outcome = 'objected') AS objected
             FROM (
               SELECT c.opened_by, c.reviewed_by, c.review_due_ms, c.outcome, 'per_' || encode(c.person, 'hex') AS whose,
                 c.reviewed_ms IS NULL AND (c.used > 0 OR EXISTS (
                   SELECT FROM access.staff_sight s WHERE s.tenant = c.tenant AND s.case_id = 'cas_' || encode(c.id, 'hex'))) AS waits
               FROM access.case c WHERE c.opened_ms IS NOT NULL
             ) opened`,
    },
    [nowMs],
  )
  const { cases = 0, waiting = 0, overdue = 0, own = 0, objected = 0 } = row ?? {}
  const figures = { cases, waiting, overdue, objected }
  if (own > 0) return { state: 'violated', figures, why: 'somebody approved or reviewed a case of their own' }
  if (overdue > 0)
    return { state: 'violated', figures, why: 'what was seen in some cases was not reviewed in time' }
  return { state: 'satisfied', figures }
})

/** An entry gets its time after its decision: as much of it as a transaction may take. */
const SLACK_MS = 60_000

// A3: every single use that the log tells of, held against the grant that it names: its fields, its purpose, its time. A use without a grant of that
// name is one beyond too.
const usesWithinGrants = check('access.uses-within-grants', async ({ read, clock }) => {
  const unread = await unlessRead(read, clock.now())
  if (unread) return unread
  const [row] = await read.query<{ grants: number; beyond: number }>(
    {
      text: `SELECT count(*) AS grants, count(*) FILTER (WHERE g.id IS NULL OR NOT (u.fields <@ g.fields)
                 OR NOT (u.purposes <@ ARRAY(SELECT g.purpose WHERE g.purpose IS NOT NULL))
                 OR u.last_ms > least(g.until_ms, g.revoked_ms) + $1) AS beyond
               FROM access.grant_use u LEFT JOIN access.grant g ON g.tenant = u.tenant AND 'grt_' || encode(g.id, 'hex') = u.held_by
               WHERE u.held_by LIKE 'grt\\_%'`,
    },
    [SLACK_MS],
  )
  const figures = { grants: row?.grants ?? 0, beyond: row?.beyond ?? 0 }
  if (figures.beyond === 0) return { state: 'satisfied', figures }
  return { state: 'violated', figures, why: 'by the log, some grants were used beyond what they say' }
})

/** What can be measured of cases. */
export const caseChecks: readonly Check[] = [staffSeeMasked, casesReviewed, usesWithinGrants]
