import { entryBy } from '../../identity/index.ts'
import type { Caller } from '../../platform/route.ts'
import { whoHasSay } from '../contracts/who-has-say.ts'
import { REQUEST_COLUMNS, type RequestRow } from '../requests/request-row.ts'
import { openText } from '../requests/request-texts.ts'
import type { CaseDeps } from './case-deps.ts'
import { caseRead } from './case-events.ts'
import { caseLimits } from './case-limits.ts'
import { CASE_COLUMNS, CASE_FROM, type CaseRow, caseState, caseText } from './case-row.ts'
import { isTheirs } from './decide-as-owner.ts'
import { accessesOf, type CaseUseRow } from './list-cases.ts'
import { type OwnerInput, speakForOwner } from './speak-for-owner.ts'

/** A case as its data owner is told of it: why, what and when, and what was seen. Who on the staff it was stays with the company. */
export interface OwnersCase {
  readonly row: CaseRow
  readonly reason: string | undefined
  /** Whether it waits for this owner's word. */
  readonly asks: boolean
  readonly uses: readonly CaseUseRow[]
}

const MOST = 200

/**
 * The cases that ask a data owner or in which something of theirs was shown, the newest first, at most 200. That they were told is an entry, there before the answer.
 * Throws what `speakForOwner` throws.
 */
export async function casesOfOwner(deps: CaseDeps, caller: Caller, input: OwnerInput): Promise<OwnersCase[]> {
  const { owner, grant } = await speakForOwner(deps, caller, input, 'case.of-owner')
  const { tenant } = caller
  const { model } = await deps.policy.load()
  caseLimits(model)
  const { value } = await deps.writer.transaction(tenant, async (tx, entries) => {
    const rows = await tx.query<CaseRow>(
      {
        text: `SELECT ${CASE_COLUMNS} FROM ${CASE_FROM} WHERE c.tenant = $1 AND c.collection = $3 AND (
                 c.subjects @> ARRAY[$2::bytea] OR EXISTS (
                   SELECT FROM access.case_use u WHERE u.tenant = c.tenant AND u.case_id = c.id AND u.subjects @> ARRAY[$2::bytea]))
               ORDER BY c.id DESC LIMIT ${MOST}`,
      },
      [tenant, owner, input.collection],
    )
    const asked = await tx.query<RequestRow>(
      { text: `SELECT ${REQUEST_COLUMNS} FROM access.request WHERE tenant = $1 AND id = ANY ($2::bytea[])` },
      [tenant, rows.flatMap((row) => (row.request === null ? [] : [row.request]))],
    )
    const says = await whoHasSay(
      tx,
      tenant,
      model,
      rows.map(({ id }) => id),
    )
    const uses = await accessesOf(tx, tenant, owner)
    entries.add({
      kind: caseRead,
      outcome: 'success',
      ...entryBy(caller, { subject: owner }),
      detail: { cases: rows.map((row) => caseText(row.id)), grant },
    })
    return { rows, asked, uses, says }
  })
  const nowMs = deps.clock.now()
  return Promise.all(
    value.rows.map(async (row) => {
      const request = value.asked.find(({ id }) => row.request?.equals(id))
      const theirs = isTheirs(row, owner)
      return {
        row,
        // What was written about several people at once is nobody's alone to read.
        reason:
          request === undefined || !theirs
            ? undefined
            : await openText(deps, tenant, request.id, 'reason', request.reason),
        asks:
          theirs &&
          value.says.get(row.id.toString('hex')) === 'owner' &&
          caseState(row, nowMs) === 'requested',
        uses: value.uses.filter((use) => use.case_id.equals(row.id)),
      }
    }),
  )
}
