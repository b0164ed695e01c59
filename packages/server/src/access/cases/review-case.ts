import { entryBy } from '../../identity/index.ts'
import { parseId } from '../../platform/ids.ts'
import type { Caller } from '../../platform/route.ts'
import { clauseOf } from '../../policy/index.ts'
import { bumpIfStill } from '../authority/generation.ts'
import { CASE_ID } from '../authority/read-grants.ts'
import { admit } from '../decision/gate.ts'
import { approverNotPerson } from '../errors.ts'
import { decideAgain, moved } from '../requests/try-again.ts'
import { readLinks } from '../separation/human-links.ts'
import { mayApprove } from '../separation/may-approve.ts'
import type { CaseDeps } from './case-deps.ts'
import { caseNotFound, caseNotOver, caseOwnReview, caseReviewed } from './case-errors.ts'
import { caseReviewedEntry } from './case-events.ts'
import { endOf, personText } from './case-row.ts'
import { sealCaseNote } from './case-text.ts'

export interface CaseReview {
  readonly outcome: 'in-order' | 'objected'
  readonly note?: string | undefined
}

export interface ReviewedCase {
  readonly id: string
  readonly reviewedMs: number
}

interface Row {
  readonly person: Buffer
  readonly opened_ms: number | null
  readonly ended_ms: number | null
  readonly until_ms: number
  readonly reviewed_ms: number | null
  readonly used: number
}

/**
 * Says of a case that is over whether what was seen in it was in order. Never by its person, whatever name they come under. Throws
 * `case_not_found`, `case_not_over`, `case_reviewed`, `case_own_review`, `approver_not_person`, `action_denied`.
 *
 * Commit point: a crash before it leaves the review due; after it the outcome and its entry.
 */
export async function reviewCase(
  deps: CaseDeps,
  by: Caller,
  text: string,
  { outcome, note }: CaseReview,
): Promise<ReviewedCase> {
  if (by.kind !== 'person') throw approverNotPerson('a person looks at what was seen')
  const id = parseId(CASE_ID, text)
  const sealed = note === undefined ? null : await sealCaseNote(deps.texts, by.tenant, id, note)
  return decideAgain(async () => {
    const { authority, model } = await admit(deps, by, 'approve-access', 'case.review')
    const { value } = await deps.writer.transaction(by.tenant, async (tx, entries) => {
      const [row] = await tx.query<Row>(
        {
          text: `SELECT person, opened_ms, ended_ms, until_ms, reviewed_ms, used FROM access.case
                 WHERE tenant = $1 AND id = $2 FOR UPDATE`,
        },
        [by.tenant, id],
      )
      if (!row || row.opened_ms === null) throw caseNotFound('no case of this id was opened in this tenant')
      const nowMs = deps.clock.now()
      if (row.reviewed_ms !== null) throw caseReviewed('the outcome stands')
      if (endOf(row) > nowMs) throw caseNotOver('more may be seen in it', { fix: 'end it first' })
      const user = personText(row.person)
      const links = await readLinks(tx, by.tenant, [by.principalId, user], row.opened_ms, deps.links)
      if (!mayApprove(by.principalId, user, [user], links).ok) {
        throw caseOwnReview('the reviewer and the one who saw are one human', {
          extra: { clause: clauseOf(model, 'cases') },
        })
      }
      await tx.query(
        {
          text: `UPDATE access.case SET reviewed_ms = $3, reviewed_by = $4, outcome = $5, note = $6
                 WHERE tenant = $1 AND id = $2`,
        },
        [by.tenant, id, nowMs, by.principalId, outcome, sealed],
      )
      const detail = { case: text, outcome, uses: row.used }
      entries.add({ kind: caseReviewedEntry, outcome: 'success', ...entryBy(by), detail })
      if (!(await bumpIfStill(tx, by.tenant, authority.generation))) throw moved()
      return { id: text, reviewedMs: nowMs }
    })
    return value
  })
}
