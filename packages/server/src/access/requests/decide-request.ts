import type { Entries } from '../../audit/index.ts'
import { entryBy } from '../../identity/index.ts'
import type { Tx } from '../../platform/db.ts'
import { type AzukariError, isAzukariError } from '../../platform/errors.ts'
import { formatId, parseId } from '../../platform/ids.ts'
import type { Caller } from '../../platform/route.ts'
import { bumpIfStill } from '../authority/generation.ts'
import { type Admitted, admit } from '../decision/gate.ts'
import { onboardingMissing, ownRequest } from '../errors.ts'
import { decisionRefused, requestDecided } from '../events.ts'
import { named } from '../principals.ts'
import { lockOpen } from './lock-open.ts'
import type { RequestDeps } from './request-deps.ts'
import { type Approval, type RequestEffect, type RequestKind, transactionFor } from './request-kind.ts'
import { REQUEST_ID, type RequestRow, type RequestState, readRequest } from './request-row.ts'
import { sealText } from './request-texts.ts'
import { actionToDecide, clauseOfApproval, requireApart, requireOnboarded } from './require-decider.ts'
import { decideAgain, moved } from './try-again.ts'

export interface DecidedRequest {
  readonly id: string
  readonly state: RequestState
  readonly decidedMs: number
  readonly effect: RequestEffect | undefined
}

export interface Deciding {
  readonly deps: RequestDeps
  readonly by: Caller
  readonly kind: RequestKind
  readonly id: string
  readonly note: Buffer | null
  readonly admitted: Admitted
}

type Decide = (tx: Tx, entries: Entries, deciding: Deciding) => Promise<DecidedRequest>

/**
 * Approves a request and makes the change, in one transaction: the change, the request's new state and their entries are there together or
 * not at all. Only a person with the kind's action, who shares no human with whoever asked or gains.
 *
 * Of approve, refuse, withdraw and expiry, the first to lock the request's row wins. The approver's authority is compared last, on the row
 * that every revocation raises: what was revoked by a commit before this one approves nothing.
 *
 * Throws `request_not_found`, `approver_not_person`, `action_denied`, `own_request`, `onboarding_missing`, `request_not_open`,
 * `request_expired`, `request_busy` and what the kind throws; the request stays open then.
 */
export function approveRequest(
  deps: RequestDeps,
  by: Caller,
  id: string,
  note?: string,
): Promise<DecidedRequest> {
  return decideWith(deps, by, id, note, async (tx, entries, deciding) => {
    const row = await lockOpen(tx, deciding)
    await requireApart(tx, deciding, row)
    await requireOnboarded(tx, deciding, row)
    const nowMs = deps.clock.now()
    await setState(tx, deciding, 'approved', nowMs)
    const effect = await run(tx, entries, deciding, row, nowMs)
    noteDecision(entries, deciding, row, 'approved')
    return { id, state: 'approved', decidedMs: nowMs, effect }
  })
}

/** Says no. By whom as for `approveRequest`, but whoever gains may say no as well. Throws as it does. */
export function refuseRequest(
  deps: RequestDeps,
  by: Caller,
  id: string,
  note?: string,
): Promise<DecidedRequest> {
  return decideWith(deps, by, id, note, async (tx, entries, deciding) => {
    const row = await lockOpen(tx, deciding)
    if (row.requested_by === by.principalId)
      throw ownRequest('take it back instead', { extra: { clause: await clauseOfApproval(deciding) } })
    const nowMs = deps.clock.now()
    await setState(tx, deciding, 'refused', nowMs)
    noteDecision(entries, deciding, row, 'refused')
    return { id, state: 'refused', decidedMs: nowMs, effect: undefined }
  })
}

async function decideWith(
  deps: RequestDeps,
  by: Caller,
  id: string,
  noteText: string | undefined,
  decide: Decide,
): Promise<DecidedRequest> {
  const kind = deps.kinds.get((await readRequest(deps.database.of(by.tenant).read, by.tenant, id)).kind)
  const note = await sealText(deps, by.tenant, parseId(REQUEST_ID, id), 'note', noteText)
  try {
    return await decideAgain(async () => {
      const action = await actionToDecide(deps, by, kind)
      const admitted = await admit(deps, by, action, `request.decide ${kind.kind}`)
      const deciding = { deps, by, kind, id, note, admitted }
      const { value } = await transactionFor(deps, kind, by, async (tx, entries) => {
        const decided = await decide(tx, entries, deciding)
        if (!(await bumpIfStill(tx, by.tenant, admitted.authority.generation))) throw moved()
        return decided
      })
      return value
    })
  } catch (error) {
    if (isAzukariError(error, ownRequest.code) || isAzukariError(error, onboardingMissing.code))
      await noteAttempt(deps, by, id, error)
    throw error
  }
}

async function setState(
  tx: Tx,
  { by, id, note }: Deciding,
  state: 'approved' | 'refused',
  nowMs: number,
): Promise<void> {
  await tx.query(
    {
      text: `UPDATE access.request SET state = $3, decided_by = $4, decided_ms = $5, note = $6 WHERE tenant = $1 AND id = $2`,
    },
    [by.tenant, parseId(REQUEST_ID, id), state, by.principalId, nowMs, note],
  )
}

async function run(
  tx: Tx,
  entries: Entries,
  { by, kind, id }: Deciding,
  row: RequestRow,
  nowMs: number,
): Promise<RequestEffect | undefined> {
  const approval: Approval = {
    tenant: by.tenant,
    tenantId: by.tenantId,
    request: id,
    requestedBy: row.requested_by,
    by,
    approvedBy: by.principalId,
    emergency: false,
    bootstrap: false,
    nowMs,
  }
  const effect = await kind.run(tx, entries, row.payload, approval)
  if (effect !== undefined) {
    const text = 'UPDATE access.request SET effect = $3 WHERE tenant = $1 AND id = $2'
    await tx.query({ text }, [by.tenant, row.id, JSON.stringify(effect)])
  }
  return effect
}

function noteDecision(
  entries: Entries,
  { by, kind, id }: Deciding,
  row: RequestRow,
  state: RequestState,
): void {
  const asked = named('requested_by', row.requested_by)
  entries.add({
    kind: requestDecided,
    outcome: 'success',
    ...entryBy(by, asked.people),
    detail: { request: id, of: kind.kind, state, ...asked.detail },
  })
}

/** A decision that was refused is an entry: somebody tried. */
async function noteAttempt(deps: RequestDeps, by: Caller, id: string, error: AzukariError): Promise<void> {
  await deps.writer.transaction(by.tenant, async (_tx, entries) => {
    entries.add({
      kind: decisionRefused,
      outcome: 'failure',
      ...entryBy(by),
      detail: { request: formatId(REQUEST_ID, parseId(REQUEST_ID, id)), reason: error.code },
    })
  })
}
