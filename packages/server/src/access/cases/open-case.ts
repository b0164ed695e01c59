import type { Entries } from '../../audit/index.ts'
import { entryBy } from '../../identity/index.ts'
import type { Tx } from '../../platform/db.ts'
import { parseId } from '../../platform/ids.ts'
import type { AccessDeps } from '../access-deps.ts'
import { addGrant } from '../grants/create-grant.ts'
import { named } from '../principals.ts'
import type { Approval } from '../requests/request-kind.ts'
import { REQUEST_ID } from '../requests/request-row.ts'
import { caseInvalid, caseNotFound } from './case-errors.ts'
import { caseOpened } from './case-events.ts'
import { caseLimits } from './case-limits.ts'
import { caseText, personText } from './case-row.ts'

export type CaseApproval = Approval & { readonly approvedBy: string }

export type OpenDeps = Pick<AccessDeps, 'policy' | 'grantEnds' | 'clock'>

interface Asked {
  readonly person: Buffer
  readonly collection: string
  readonly fields: string[]
  readonly purpose: string
  readonly until_ms: number
}

/**
 * Opens a case within the transaction that approves it: from its commit on the person sees what it covers. Whoever calls raises the generation.
 * Throws `case_not_found`, `case_invalid` (its end has passed while it waited).
 */
export async function openCase(
  tx: Tx,
  entries: Entries,
  deps: OpenDeps,
  approval: CaseApproval,
  id: Buffer,
): Promise<void> {
  const { tenant, nowMs, approvedBy } = approval
  const { reviewDue } = caseLimits((await deps.policy.load()).model)
  const request = parseId(REQUEST_ID, approval.request)
  const [row] = await tx.query<Asked>(
    {
      text: `SELECT person, collection, fields, purpose, until_ms FROM access.case
             WHERE tenant = $1 AND id = $2 AND opened_ms IS NULL FOR UPDATE`,
    },
    [tenant, id],
  )
  if (!row) throw caseNotFound('no case of this id waits to be opened')
  if (row.until_ms <= nowMs)
    throw caseInvalid('its end has passed while it waited', { fix: 'ask for another' })
  await tx.query(
    {
      text: `UPDATE access.case SET request = $3, opened_ms = $4, opened_by = $5, review_due_ms = $6 WHERE tenant = $1 AND id = $2`,
    },
    [tenant, id, request, nowMs, approvedBy, reviewDue(row.until_ms)],
  )
  const grants = await addGrants(tx, entries, deps, approval, caseText(id), row)
  const person = named('principal', personText(row.person))
  const by = entryBy(approval.by, person.people)
  entries.add({
    kind: caseOpened,
    outcome: 'success',
    ...by,
    detail: {
      ...person.detail,
      case: caseText(id),
      request: approval.request,
      collection: row.collection,
      fields: row.fields,
      purpose: row.purpose,
      until_ms: row.until_ms,
      grants,
    },
  })
}

/** A grant to reveal, and one to search where one of the fields can be searched: both name the case and count only with it. */
async function addGrants(
  tx: Tx,
  entries: Entries,
  deps: OpenDeps,
  approval: CaseApproval,
  caseId: string,
  { person, collection, fields, purpose, until_ms: untilMs }: Asked,
): Promise<string[]> {
  const { model } = await deps.policy.load()
  const searchable = new Set(
    (model.collections[collection]?.fields ?? []).filter((f) => f.search === 'exact').map((f) => f.name),
  )
  const scope = { principal: personText(person), collection, purpose, untilMs, caseId }
  const reveal = await addGrant(
    tx,
    entries,
    deps,
    approval.by,
    { ...scope, action: 'reveal', fields },
    approval,
  )
  const found = fields.filter((name) => searchable.has(name))
  if (found.length === 0) return [reveal.id]
  const search = await addGrant(
    tx,
    entries,
    deps,
    approval.by,
    { ...scope, action: 'search', fields: found },
    approval,
  )
  return [reveal.id, search.id]
}
