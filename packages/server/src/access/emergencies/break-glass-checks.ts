import { type Check, check } from '../../platform/check.ts'
import { BREAK_GLASS_REVIEW } from './break-glass-kind.ts'

// Another took their place, and they never came. The person's own row says whether they did, whatever the request says.
const NEVER_CAME = `EXISTS (SELECT FROM identity.person p WHERE p.tenant = request.tenant AND 'per_' || encode(p.id, 'hex') = request.subject
  AND (p.active_ms IS NULL OR p.active_ms > request.decided_ms) AND NOT EXISTS (
    SELECT FROM identity.session s WHERE s.tenant = p.tenant AND s.person = p.id AND s.state = 'full' AND s.created_ms <= request.decided_ms))`

// A30: from the moment the machine's operator made an administrator until another person has looked at it; and where they objected, until the roles that
// came by it have ended.
const breakGlassReviewed = check('access.break-glass-reviewed', async ({ read, clock }) => {
  const [row] = await read.query<{ used: number; waiting: number; overdue: number; objected: number }>(
    {
      text: `SELECT count(*) AS used, count(*) FILTER (WHERE waits) AS waiting,
               count(*) FILTER (WHERE waits AND review_due_ms <= $2) AS overdue, count(*) FILTER (WHERE review = 'objected' AND EXISTS (
                 SELECT FROM access.assignment a WHERE a.tenant = q.tenant AND a.revoked_ms IS NULL AND a.until_ms > $2
                   AND q.payload->'assignments' ? ('asg_' || encode(a.id, 'hex')))) AS objected
             FROM (SELECT *, review IS NULL AND NOT (state = 'withdrawn' AND ${NEVER_CAME}) AS waits FROM access.request WHERE kind = $1) q`,
    },
    [BREAK_GLASS_REVIEW, clock.now()],
  )
  const figures = {
    used: row?.used ?? 0,
    waiting: row?.waiting ?? 0,
    overdue: row?.overdue ?? 0,
    objected: row?.objected ?? 0,
  }
  if (figures.waiting > 0) {
    const why = 'the machine’s operator made an administrator, and nobody else has reviewed it'
    return { state: 'violated', figures, why }
  }
  if (figures.objected > 0) {
    const why = 'somebody objected to an administrator that the machine’s operator made'
    return { state: 'violated', figures, why }
  }
  return { state: 'satisfied', figures }
})

/** What can be measured of break-glass. */
export const breakGlassChecks: readonly Check[] = [breakGlassReviewed]
