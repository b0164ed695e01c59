import { entryBy } from '../../identity/index.ts'
import type { Tx } from '../../platform/db.ts'
import { newId } from '../../platform/ids.ts'
import type { Caller } from '../../platform/route.ts'
import { readUses } from '../uses/read-uses.ts'
import type { ReviewDeps } from './review-deps.ts'
import { reviewOpen } from './review-errors.ts'
import { reviewStarted } from './review-events.ts'
import { LIVE, REVIEW_KINDS } from './review-items.ts'
import { requireReviewLimits } from './review-limits.ts'
import { reviewText } from './review-row.ts'

export interface StartedReview {
  readonly id: string
  readonly startedMs: number
  readonly dueMs: number
  readonly items: number
}

/**
 * Begins a review of everybody's access: an item for each person, service, key, group, device, assignment and grant that is live now, with what it
 * lets do and what it was used for by the log. Throws `review_open`, `reviews_not_in_policy`.
 *
 * Commit point: a crash before it leaves nothing; after it the review, all its items and its entry.
 */
export async function startReview(deps: ReviewDeps, by: Caller): Promise<StartedReview> {
  const { dueBy } = requireReviewLimits((await deps.policy.load()).model)
  await readUses(deps)
  const { value } = await deps.writer.transaction(by.tenant, async (tx, entries) => {
    const startedMs = deps.clock.now()
    const dueMs = dueBy(startedMs)
    const id = newId(startedMs)
    const made = await tx.query(
      {
        text: `INSERT INTO access.review (tenant, id, started_ms, started_by, due_ms) VALUES ($1, $2, $3, $4, $5)
               ON CONFLICT DO NOTHING RETURNING id`,
      },
      [by.tenant, id, startedMs, by.principalId, dueMs],
    )
    if (made.length === 0) throw reviewOpen('one at a time', { fix: 'decide and close the one under way' })
    const items = await insertItems(tx, by.tenant, id, startedMs)
    const review = reviewText(id)
    entries.add({
      kind: reviewStarted,
      outcome: 'success',
      ...entryBy(by),
      detail: { review, items, due_ms: dueMs },
    })
    return { id: review, startedMs, dueMs, items }
  })
  return value
}

async function insertItems(tx: Tx, tenant: number, id: Buffer, nowMs: number): Promise<number> {
  let items = 0
  for (const kind of REVIEW_KINDS) {
    const rows = await tx.query(
      {
        text: `INSERT INTO access.review_item (tenant, review, kind, n, subject, principal, owner, granted, uses, last_used_ms, used_fields)
               SELECT $1, $3, $4, $5 + row_number() OVER (ORDER BY live.subject), live.*
               FROM (${LIVE[kind]}) live (subject, principal, owner, granted, uses, last_used_ms, used_fields) RETURNING n`,
      },
      [tenant, nowMs, id, kind, items],
    )
    items += rows.length
  }
  return items
}
