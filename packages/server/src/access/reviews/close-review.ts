import { createHash } from 'node:crypto'
import type { LogPromise } from '@azukari/proof'
import { entryBy } from '../../identity/index.ts'
import type { Tx } from '../../platform/db.ts'
import { parseId } from '../../platform/ids.ts'
import type { Caller } from '../../platform/route.ts'
import { admit } from '../decision/gate.ts'
import type { ReviewDeps } from './review-deps.ts'
import { reviewUndecided } from './review-errors.ts'
import { reviewClosedEntry } from './review-events.ts'
import { ITEM_COLUMNS, type ReviewItemRow } from './review-items.ts'
import { lockReview, REVIEW_ID, SYSTEM } from './review-row.ts'

export interface ClosedReview {
  readonly id: string
  readonly closedMs: number
  /** SHA-256 over what was decided; see `digestOf`. */
  readonly digest: string
  readonly promise: LogPromise
}

/**
 * Closes a review of which everything is decided; a digest of all decisions goes into the log, so that none can be changed later. By a person, with
 * review-access; the job closes it as `system` when its time is over. Throws `review_not_found`, `review_closed`, `review_undecided`,
 * `action_denied`.
 *
 * Commit point: a crash before it leaves the review open; after it digest and entry.
 */
export async function closeReview(deps: ReviewDeps, by: Caller, review: string): Promise<ClosedReview> {
  const system = by.principalId === SYSTEM
  if (!system) await admit(deps, by, 'review-access', 'review.close')
  const id = parseId(REVIEW_ID, review)
  const audited = await deps.writer.transaction(by.tenant, async (tx, entries) => {
    await lockReview(tx, by.tenant, id)
    const text = `SELECT ${ITEM_COLUMNS} FROM access.review_item WHERE tenant = $1 AND review = $2 ORDER BY n`
    const items = await tx.query<ReviewItemRow>({ text }, [by.tenant, id])
    const open = items.filter(({ decision, effect }) => decision === null && effect !== 'kept-last').length
    if (open > 0)
      throw reviewUndecided('decide these, or leave them to the due date', { extra: { undecided: open } })
    const closedMs = deps.clock.now()
    const digest = digestOf(items)
    await close(tx, by, id, closedMs, digest)
    const entry = entries.add({
      kind: reviewClosedEntry,
      outcome: 'success',
      ...entryBy(by),
      detail: { review, items: items.length, ...counts(items), digest: digest.toString('hex') },
    })
    entries.whenBuilt(async (inTx, leafOf) => {
      const leaf = Buffer.from(leafOf(entry))
      await inTx.query({ text: 'UPDATE access.review SET leaf = $3 WHERE tenant = $1 AND id = $2' }, [
        by.tenant,
        id,
        leaf,
      ])
    })
    return { id: review, closedMs, digest: digest.toString('hex') }
  })
  return { ...audited.value, promise: audited.promise(0) }
}

const close = (tx: Tx, by: Caller, id: Buffer, closedMs: number, digest: Buffer) =>
  tx.query(
    {
      text: 'UPDATE access.review SET closed_ms = $3, closed_by = $4, digest = $5 WHERE tenant = $1 AND id = $2',
    },
    [by.tenant, id, closedMs, by.principalId, digest],
  )

/**
 * SHA-256 over a line for each item, in their order: the JSON array [n, kind, subject, decision, decided by, decided at in milliseconds], each followed
 * by a line feed. Anybody who is shown the items can make it anew.
 */
export function digestOf(items: readonly ReviewItemRow[]): Buffer {
  const hash = createHash('sha256')
  for (const { n, kind, subject, decision, decided_by: by, decided_ms: at } of items) {
    hash.update(`${JSON.stringify([n, kind, subject, decision, by, at])}\n`)
  }
  return hash.digest()
}

function counts(items: readonly ReviewItemRow[]) {
  const of = (decision: string) => items.filter((item) => item.decision === decision).length
  return {
    kept: of('keep'),
    narrowed: of('narrow'),
    revoked: of('revoke'),
    suspended: of('suspend'),
    kept_last: items.filter((item) => item.effect === 'kept-last').length,
  }
}
