import { entryBy } from '../../identity/index.ts'
import { parseId } from '../../platform/ids.ts'
import type { Caller } from '../../platform/route.ts'
import { CASE_ID } from '../authority/read-grants.ts'
import { admit } from '../decision/gate.ts'
import type { CaseDeps } from './case-deps.ts'
import { caseNotFound } from './case-errors.ts'
import { caseRead } from './case-events.ts'
import { type CaseRow, readCase } from './case-row.ts'
import { type CaseText, openCaseNote, openCaseText } from './case-text.ts'
import { type CaseUseRow, caseUses } from './list-cases.ts'

export interface WholeCase {
  readonly row: CaseRow
  readonly text: CaseText
  readonly note: string | undefined
  readonly uses: readonly CaseUseRow[]
}

/**
 * Everything about a case, for its person and for whoever may see who has access. It names records and people, so that it was read is an entry,
 * there before the answer. Throws `case_not_found`, `action_denied`.
 */
export async function readWholeCase(deps: CaseDeps, by: Caller, id: string): Promise<WholeCase> {
  const row = await readCase(deps.database.of(by.tenant).read, by.tenant, parseId(CASE_ID, id))
  if (!row?.person.equals(by.principal)) await admit(deps, by, 'read-access', 'case.read')
  if (!row) throw caseNotFound('no case of this id in this tenant')
  const text = await openCaseText(deps.texts, by.tenant, row.id, row.sealed)
  const note = row.note === null ? undefined : await openCaseNote(deps.texts, by.tenant, row.id, row.note)
  const { value: uses } = await deps.writer.transaction(by.tenant, async (tx, entries) => {
    entries.add({ kind: caseRead, outcome: 'success', ...entryBy(by), detail: { case: id } })
    return caseUses(tx, by.tenant, row.id)
  })
  return { row, text, note, uses }
}
