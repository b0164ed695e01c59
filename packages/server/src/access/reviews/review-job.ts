import { operatorCaller, tenantIdText } from '../../identity/index.ts'
import { isAzukariError } from '../../platform/errors.ts'
import type { Caller } from '../../platform/route.ts'
import { closeReview } from './close-review.ts'
import type { ReviewDeps } from './review-deps.ts'
import { reviewClosed, reviewOpen } from './review-errors.ts'
import { reviewLimits } from './review-limits.ts'
import { reviewText, SYSTEM } from './review-row.ts'
import { carryOut, noteNarrowed, suspendUndecided } from './settle-review.ts'
import { startReview } from './start-review.ts'

export interface ReviewsRun {
  readonly started: number
  readonly closed: number
}

interface TenantRow {
  readonly tenant: number
  readonly id: Buffer
  readonly since_ms: number
  readonly open: Buffer | null
  readonly due_ms: number | null
}

/**
 * The reviews' own clock, for every tenant in use: begins one when the last began longer ago than the policy lets, suspends what nobody confirmed when
 * one is due and closes it, and finishes what a crash left. A tenant of which one step fails does not keep the others.
 */
export async function runReviews(
  deps: ReviewDeps,
  failed: (error: unknown) => void = () => {},
): Promise<ReviewsRun> {
  const limits = reviewLimits((await deps.policy.load()).model)
  let started = 0
  let closed = 0
  if (limits === undefined) return { started, closed }
  for (const row of await tenants(deps)) {
    const by = systemCaller(row)
    const nowMs = deps.clock.now()
    try {
      await noteNarrowed(deps, row.tenant)
      for (const review of await withDue(deps, row.tenant)) await carryOut(deps, by, review)
      if (row.open !== null && row.due_ms !== null && row.due_ms <= nowMs) {
        await suspendUndecided(deps, by, row.open)
        await carryOut(deps, by, row.open)
        await closeReview(deps, by, reviewText(row.open))
        closed++
      }
      if (row.open === null && limits.nextBy(row.since_ms) <= nowMs) {
        await startReview(deps, by)
        started++
      }
    } catch (error) {
      // Another server was first.
      if (!isAzukariError(error) || !(error.code === reviewOpen.code || error.code === reviewClosed.code))
        failed(error)
    }
  }
  return { started, closed }
}

/** What the program does by itself, on the policy's behalf: entries and rows name `system`. */
const systemCaller = ({ tenant, id }: TenantRow): Caller => ({
  ...operatorCaller(tenant, tenantIdText(id)),
  principalId: SYSTEM,
})

/** Tenants in which somebody has access, with the review under way and when the last one began. */
function tenants({ database }: ReviewDeps): Promise<TenantRow[]> {
  return database.across.read.query<TenantRow>({
    text: `SELECT t.tenant, t.id, coalesce(l.started_ms, t.created_at_ms) AS since_ms, o.id AS open, o.due_ms FROM keys.tenant t
           LEFT JOIN LATERAL (SELECT started_ms FROM access.review r WHERE r.tenant = t.tenant ORDER BY started_ms DESC LIMIT 1) l ON true
           LEFT JOIN access.review o ON o.tenant = t.tenant AND o.closed_ms IS NULL
           WHERE t.state = 'live' AND (EXISTS (SELECT FROM identity.person p WHERE p.tenant = t.tenant AND p.state <> 'left')
             OR EXISTS (SELECT FROM identity.service s WHERE s.tenant = t.tenant AND s.disabled_ms IS NULL))
           ORDER BY t.tenant`,
  })
}

async function withDue({ database }: ReviewDeps, tenant: number): Promise<Buffer[]> {
  const rows = await database.of(tenant).read.query<{ review: Buffer }>(
    {
      text: `SELECT DISTINCT review FROM access.review_item WHERE tenant = $1 AND effect = 'due' AND decision IN ('revoke', 'suspend')`,
    },
    [tenant],
  )
  return rows.map(({ review }) => review)
}
