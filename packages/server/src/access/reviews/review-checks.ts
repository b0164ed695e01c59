import { type Check, check } from '../../platform/check.ts'
import type { Sql } from '../../platform/db.ts'
import type { AccessDeps } from '../access-deps.ts'
import { unlessRead } from '../cases/case-checks.ts'
import { LIVE, type ReviewKind } from './review-items.ts'
import { reviewLimits } from './review-limits.ts'

type Deps = Pick<AccessDeps, 'policy'>

interface Standing {
  readonly since_ms: number
  readonly overdue: boolean
  readonly kept_last: number
}

/** How long after a review was due the job may take to settle and close it. */
const SETTLED_WITHIN_MS = 600_000

// A4, S8: by the reviews' own dates, in each tenant where anybody has access, whatever the job that begins them believes.
const reviewOnTime = ({ policy }: Deps) =>
  check('access.review-on-time', async ({ read, clock }) => {
    const limits = reviewLimits((await policy.load()).model)
    if (limits === undefined)
      return { state: 'unknown', figures: {}, why: 'the policy does not say how often access is reviewed' }
    const nowMs = clock.now()
    const rows = await read.query<Standing>(
      {
        text: `SELECT coalesce(l.started_ms, t.created_at_ms) AS since_ms, coalesce(l.closed_ms IS NULL AND l.due_ms <= $1, false) AS overdue,
                 coalesce((SELECT count(*) FROM access.review_item i
                   WHERE i.tenant = t.tenant AND i.review = l.id AND i.effect = 'kept-last'), 0) AS kept_last
               FROM keys.tenant t
               LEFT JOIN LATERAL (SELECT * FROM access.review r WHERE r.tenant = t.tenant ORDER BY started_ms DESC LIMIT 1) l ON true
               WHERE t.state = 'live' AND (EXISTS (SELECT FROM identity.person p WHERE p.tenant = t.tenant AND p.state <> 'left')
                 OR EXISTS (SELECT FROM identity.service s WHERE s.tenant = t.tenant AND s.disabled_ms IS NULL))`,
      },
      [nowMs - SETTLED_WITHIN_MS],
    )
    const late = rows.filter((row) => limits.nextBy(row.since_ms) <= nowMs - SETTLED_WITHIN_MS).length
    const overdue = rows.filter((row) => row.overdue).length
    const keptLast = rows.reduce((sum, row) => sum + row.kept_last, 0)
    const figures = { tenants: rows.length, late, overdue, keptLast }
    if (late > 0) return { state: 'violated', figures, why: 'the last review of access is too long ago' }
    if (overdue > 0) return { state: 'violated', figures, why: 'a review of access is past its due date' }
    if (keptLast > 0) {
      const why = 'nobody confirmed the last who can manage access, and they were left so that somebody can'
      return { state: 'violated', figures, why }
    }
    return { state: 'satisfied', figures }
  })

// What of these a review ended may be live again only as something else. A person or service may be given access anew under its old id.
const ENDED_FOR_GOOD = ['grant', 'assignment', 'key', 'device'] as const

const decidedLast = (decisions: string) => `EXISTS (
  SELECT FROM (SELECT decision, decided_ms FROM access.review_item
    WHERE tenant = $1 AND subject = live.subject AND decision IS NOT NULL ORDER BY decided_ms DESC LIMIT 1) i
  WHERE i.decision IN (${decisions}) AND i.decided_ms <= $3)`

// A4: looks at what is live now. What a review took away is away; what the log says nobody used for a whole round was confirmed by somebody.
const unusedRemoved = ({ policy }: Deps) =>
  check('access.unused-removed', async ({ read, clock }) => {
    const limits = reviewLimits((await policy.load()).model)
    if (limits === undefined)
      return { state: 'unknown', figures: {}, why: 'the policy does not say how often access is reviewed' }
    const nowMs = clock.now()
    const unread = await unlessRead(read, nowMs)
    if (unread) return unread
    const settledMs = nowMs - SETTLED_WITHIN_MS
    const cutoffMs = latestWith((ms) => limits.dueBy(limits.nextBy(ms)) <= settledMs, settledMs)
    const tenants = await read.query<{ tenant: number }>({
      text: `SELECT tenant FROM keys.tenant WHERE state = 'live'`,
    })
    const figures = { unused: 0, unended: 0 }
    for (const { tenant } of tenants) {
      for (const kind of ENDED_FOR_GOOD) {
        figures.unended += await count(read, kind, decidedLast(`'revoke', 'suspend'`), [
          tenant,
          nowMs,
          settledMs,
        ])
      }
      const stale = `live.uses IS NOT NULL AND greatest(live.last_used_ms, (live.granted->>'fromMs')::bigint) <= $4
        AND NOT ${decidedLast(`'keep', 'narrow'`)}`
      figures.unused += await count(read, 'grant', stale, [tenant, nowMs, nowMs, cutoffMs])
    }
    if (figures.unended > 0)
      return { state: 'violated', figures, why: 'what a review took away is still there' }
    const why =
      'some grants were used by nobody for longer than a round of reviews, and nobody confirmed them'
    return figures.unused > 0 ? { state: 'violated', figures, why } : { state: 'satisfied', figures }
  })

async function count(
  read: Sql,
  kind: ReviewKind,
  where: string,
  values: readonly unknown[],
): Promise<number> {
  const [row] = await read.query<{ n: number }>(
    {
      text: `SELECT count(*) AS n FROM (${LIVE[kind]}) live (subject, principal, owner, granted, uses, last_used_ms, used_fields)
             WHERE ${where}`,
    },
    values,
  )
  return row?.n ?? 0
}

/** The latest instant up to `endMs` for which a condition that holds for the past and not for what is later still holds. */
function latestWith(holds: (ms: number) => boolean, endMs: number): number {
  let [low, high] = [0, endMs]
  while (low < high) {
    const middle = Math.ceil((low + high) / 2)
    if (holds(middle)) low = middle
    else high = middle - 1
  }
  return low
}

/** What can be measured of reviews of access. */
export const reviewChecks = (deps: Deps): readonly Check[] => [reviewOnTime(deps), unusedRemoved(deps)]
