import type { LogPromise } from '@azukari/proof'
import { entryBy } from '../../identity/index.ts'
import type { Tx } from '../../platform/db.ts'
import { parseId } from '../../platform/ids.ts'
import type { Caller } from '../../platform/route.ts'
import { clauseInForce } from '../../policy/index.ts'
import { bumpIfStill } from '../authority/generation.ts'
import { admit } from '../decision/gate.ts'
import { approverNotPerson } from '../errors.ts'
import { type NarrowTo, narrowTo } from '../grants/narrow-grant.ts'
import { createRequest } from '../requests/create-request.ts'
import { decideAgain, moved } from '../requests/try-again.ts'
import { readLinks } from '../separation/human-links.ts'
import { mayApprove } from '../separation/may-approve.ts'
import type { ReviewDeps } from './review-deps.ts'
import { reviewItemDecided, reviewItemUnknown, reviewOwnItem } from './review-errors.ts'
import { reviewDecided } from './review-events.ts'
import { ITEM_COLUMNS, type ReviewItemRow } from './review-items.ts'
import { lockReview, REVIEW_ID } from './review-row.ts'
import { carryOut } from './settle-review.ts'

export interface DecideItems {
  /** Numbers of items, each once. */
  readonly items: readonly number[]
  readonly decision: 'keep' | 'narrow' | 'revoke'
  readonly note?: string | undefined
  /** What is left of a grant that is narrowed; the fields that were used when left out. */
  readonly to?: NarrowTo | undefined
}

export interface DecidedItems {
  readonly decided: number
  /** Requests for smaller grants, which another person approves. */
  readonly requests: readonly string[]
  /** That the decision is in the log. */
  readonly promise: LogPromise
}

/**
 * Decides items of a review: all of those named, or none. Never one's own: neither oneself, nor a service or device of one's own, under whatever
 * name. What is revoked ends at once; a narrower grant is asked for, and takes the place of the old one when another person has approved it.
 *
 * Throws `review_not_found`, `review_closed`, `review_item_unknown`, `review_item_decided`, `review_own_item`, `narrow_invalid`,
 * `approver_not_person`, `action_denied`, `request_busy`.
 *
 * Commit point: the decisions and their entry; what follows from them is due from then on, and a crash leaves it to the job.
 */
export async function decideItems(
  deps: ReviewDeps,
  by: Caller,
  review: string,
  input: DecideItems,
): Promise<DecidedItems> {
  if (by.kind !== 'person') throw approverNotPerson('a person reviews access')
  const id = parseId(REVIEW_ID, review)
  const note =
    input.note === undefined
      ? null
      : await deps.texts.seal(by.tenant, 'review/note', Buffer.from(input.note, 'utf8'), id)
  const { items, promise } = await decideAgain(async () => {
    const { authority } = await admit(deps, by, 'review-access', 'review.decide')
    const audited = await deps.writer.transaction(by.tenant, async (tx, entries) => {
      const { started_ms: sinceMs } = await lockReview(tx, by.tenant, id)
      const rows = await lockItems(tx, by.tenant, id, input.items)
      await requireOthers(tx, deps, by, rows, sinceMs)
      if (input.decision === 'narrow') for (const row of rows) narrowTo(row, input.to)
      await tx.query(
        {
          text: `UPDATE access.review_item SET decision = $4, decided_by = $5, decided_ms = $6, note = $7, effect = $8
                 WHERE tenant = $1 AND review = $2 AND n = ANY ($3)`,
        },
        [
          by.tenant,
          id,
          input.items,
          input.decision,
          by.principalId,
          deps.clock.now(),
          note,
          input.decision === 'keep' ? 'none' : 'due',
        ],
      )
      const subjects = rows.map((row) => (row.kind === 'person' ? 'person' : row.subject))
      const detail = { review, decision: input.decision, items: rows.map(({ n }) => String(n)), subjects }
      entries.add({ kind: reviewDecided, outcome: 'success', ...entryBy(by), detail })
      if (!(await bumpIfStill(tx, by.tenant, authority.generation))) throw moved()
      return rows
    })
    return { items: audited.value, promise: audited.promise(0) }
  })
  const requests: string[] = []
  if (input.decision === 'narrow') {
    for (const item of items) requests.push(await askForNarrower(deps, by, id, item, input))
  }
  if (input.decision === 'revoke') await carryOut(deps, by, id)
  return { decided: items.length, requests, promise }
}

async function lockItems(
  tx: Tx,
  tenant: number,
  review: Buffer,
  numbers: readonly number[],
): Promise<ReviewItemRow[]> {
  const rows = await tx.query<ReviewItemRow>(
    {
      text: `SELECT ${ITEM_COLUMNS} FROM access.review_item WHERE tenant = $1 AND review = $2 AND n = ANY ($3) ORDER BY n FOR UPDATE`,
    },
    [tenant, review, numbers],
  )
  if (rows.length !== new Set(numbers).size || rows.length === 0)
    throw reviewItemUnknown('not every one is an item of this review', { where: { pointer: '/items' } })
  const done = rows.filter((row) => row.decision !== null && row.decision !== 'keep')
  if (done.length > 0)
    throw reviewItemDecided('only what was kept can be decided again', { extra: { items: numbersOf(done) } })
  return rows
}

async function requireOthers(
  tx: Tx,
  deps: ReviewDeps,
  by: Caller,
  rows: readonly ReviewItemRow[],
  sinceMs: number,
): Promise<void> {
  const sides = (row: ReviewItemRow) => [row.principal, row.owner].filter((one) => one !== null)
  const known = [...new Set(rows.flatMap(sides))]
  const links = await readLinks(tx, by.tenant, [by.principalId, ...known], sinceMs, deps.links)
  const own = rows.filter((row) => {
    const [first, ...rest] = sides(row)
    return first !== undefined && !mayApprove(by.principalId, first, rest, links).ok
  })
  if (own.length > 0)
    throw reviewOwnItem('somebody else reviews these', {
      extra: { clause: await clauseInForce(deps.policy, 'reviews'), items: numbersOf(own) },
    })
}

const numbersOf = (rows: readonly ReviewItemRow[]) => rows.map(({ n }) => String(n))

async function askForNarrower(
  deps: ReviewDeps,
  by: Caller,
  review: Buffer,
  item: ReviewItemRow,
  { to }: DecideItems,
): Promise<string> {
  const payload = { grant: item.subject, ...narrowTo(item, to) }
  const { id } = await createRequest(deps, by, { kind: 'narrow-grant', payload })
  await deps.database
    .of(by.tenant)
    .write(
      { text: 'UPDATE access.review_item SET request = $4 WHERE tenant = $1 AND review = $2 AND n = $3' },
      [by.tenant, review, item.n, id],
    )
  return id
}
