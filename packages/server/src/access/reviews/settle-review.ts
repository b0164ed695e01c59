import { disableService, entryBy, identityErrors, revokeKey } from '../../identity/index.ts'
import { isAzukariError } from '../../platform/errors.ts'
import type { Caller } from '../../platform/route.ts'
import { endHoldings } from '../ending/end-holdings.ts'
import { revokeGrant } from '../grants/revoke-grant.ts'
import { revokeAssignment } from '../roles/assign-role.ts'
import { LastHolder } from '../roles/last-holder.ts'
import type { ReviewDeps } from './review-deps.ts'
import { reviewSettled } from './review-events.ts'
import type { ReviewDecision, ReviewKind } from './review-items.ts'
import { lockReview } from './review-row.ts'

/**
 * What nobody has confirmed by the due date is suspended: undecided items, and grants whose narrower successor nobody approved. Not the last person
 * who can manage or approve access: that item stays, and the clause shows as violated. Who acts is `system`.
 *
 * Commit point: the decisions and their entry; what follows from them is due from then on.
 * @returns how many were suspended
 */
export async function suspendUndecided(deps: ReviewDeps, by: Caller, review: Buffer): Promise<number> {
  const { model } = await deps.policy.load()
  const { value } = await deps.writer.transaction(by.tenant, async (tx, entries) => {
    await lockReview(tx, by.tenant, review)
    const nowMs = deps.clock.now()
    const rows = await tx.query<{ n: number; kind: ReviewKind; subject: string }>(
      {
        text: `SELECT n, kind, subject FROM access.review_item WHERE tenant = $1 AND review = $2 AND effect <> 'kept-last'
                 AND (decision IS NULL OR (decision = 'narrow' AND effect = 'due')) ORDER BY n`,
      },
      [by.tenant, review],
    )
    if (rows.length === 0) return 0
    const holders = await LastHolder.read(tx, by.tenant, model, nowMs)
    const last = rows.filter(({ subject }) => !holders.take(subject)).map(({ n }) => n)
    const ending = rows.map(({ n }) => n).filter((n) => !last.includes(n))
    const values = [by.tenant, review]
    await tx.query(
      {
        text: `UPDATE access.review_item SET decision = 'suspend', decided_by = $4, decided_ms = $5, effect = 'due'
               WHERE tenant = $1 AND review = $2 AND n = ANY ($3)`,
      },
      [...values, ending, by.principalId, nowMs],
    )
    const keep = `UPDATE access.review_item SET effect = 'kept-last' WHERE tenant = $1 AND review = $2 AND n = ANY ($3)`
    await tx.query({ text: keep }, [...values, last])
    const detail = {
      review: `rvw_${review.toString('hex')}`,
      suspended: ending.length,
      kept_last: last.length,
    }
    entries.add({ kind: reviewSettled, outcome: 'success', ...entryBy(by), detail })
    return ending.length
  })
  return value
}

interface Due {
  readonly n: number
  readonly kind: ReviewKind
  readonly subject: string
  readonly decision: ReviewDecision
}

/** Ends what was decided to end. Each end is a transaction and an entry of its own, and repeating one changes nothing: a crash leaves the rest due. */
export async function carryOut(deps: ReviewDeps, by: Caller, review: Buffer): Promise<number> {
  const due = await deps.database.of(by.tenant).read.query<Due>(
    {
      text: `SELECT n, kind, subject, decision FROM access.review_item
             WHERE tenant = $1 AND review = $2 AND effect = 'due' AND decision IN ('revoke', 'suspend') ORDER BY n`,
    },
    [by.tenant, review],
  )
  for (const { n, kind, subject, decision } of due) {
    await end(deps, by, kind, subject, decision === 'revoke' ? 'revoke' : 'suspend')
    await deps.database.of(by.tenant).write(
      {
        text: `UPDATE access.review_item SET effect = 'done' WHERE tenant = $1 AND review = $2 AND n = $3`,
      },
      [by.tenant, review, n],
    )
  }
  return due.length
}

async function end(
  deps: ReviewDeps,
  by: Caller,
  kind: ReviewKind,
  subject: string,
  how: 'revoke' | 'suspend',
): Promise<void> {
  try {
    await endOne(deps, by, kind, subject, how)
  } catch (error) {
    // It left by itself in between.
    if (!isAzukariError(error) || !GONE.has(error.code)) throw error
  }
}

const GONE: ReadonlySet<string> = new Set([
  'grant_not_found',
  'assignment_not_found',
  identityErrors.keyNotFound.code,
  identityErrors.serviceNotFound.code,
  'person_not_found',
  'person_state_wrong',
])

async function endOne(
  deps: ReviewDeps,
  by: Caller,
  kind: ReviewKind,
  subject: string,
  how: 'revoke' | 'suspend',
): Promise<void> {
  if (kind === 'grant') await revokeGrant(deps, by, subject)
  else if (kind === 'assignment') await revokeAssignment(deps, by, subject)
  else if (kind === 'key') await revokeKey(deps.identity, by, subject)
  else if (kind === 'service' && how === 'revoke') await disableService(deps.identity, by, subject)
  else {
    const ender = deps.enders[kind]
    // Roles and grants go in any case: whoever is let in again is given them anew.
    if (kind === 'service' || kind === 'person') await endHoldings(deps, by, subject)
    // What nothing ends stays due, and shows.
    if (ender === undefined && kind !== 'service') throw new Error(`nothing here ends a ${kind}`)
    await ender?.(by, subject, how)
  }
}

/** Narrowed grants whose successor was approved are done. */
export async function noteNarrowed(deps: ReviewDeps, tenant: number): Promise<void> {
  await deps.database.of(tenant).write(
    {
      text: `UPDATE access.review_item i SET effect = 'done' FROM access.request r
             WHERE i.tenant = $1 AND i.decision = 'narrow' AND i.effect = 'due'
               AND r.tenant = i.tenant AND 'req_' || encode(r.id, 'hex') = i.request AND r.state = 'approved'`,
    },
    [tenant],
  )
}
