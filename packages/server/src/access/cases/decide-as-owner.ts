import type { Entries } from '../../audit/index.ts'
import { entryBy } from '../../identity/index.ts'
import type { Tx } from '../../platform/db.ts'
import { parseId } from '../../platform/ids.ts'
import { clauseInForce, type PolicyModel } from '../../policy/index.ts'
import { bumpIfStill } from '../authority/generation.ts'
import { CASE_ID } from '../authority/read-grants.ts'
import { sayOver } from '../contracts/who-has-say.ts'
import { onboardingMissing, ownRequest } from '../errors.ts'
import { requestDecided } from '../events.ts'
import { named } from '../principals.ts'
import { lockOpen } from '../requests/lock-open.ts'
import { REQUEST_ID, type RequestRow } from '../requests/request-row.ts'
import { decideAgain, moved } from '../requests/try-again.ts'
import { readLinks } from '../separation/human-links.ts'
import { mayApprove } from '../separation/may-approve.ts'
import type { CaseDeps } from './case-deps.ts'
import { caseNeedsOwner, caseNotFound } from './case-errors.ts'
import { caseLimits } from './case-limits.ts'
import { type CaseRow, personText, readCase } from './case-row.ts'
import { openCase } from './open-case.ts'
import { type OwnerInput, type Speaker, speakForOwner } from './speak-for-owner.ts'

/** What rows name where the data owner decided: who that is stands in the case, as a digest, and in the entry, committed to. */
export const OWNER = 'owner'

export type OwnerDecision = 'approved' | 'refused'

/**
 * The data owner lets staff look, or does not, where the policy or a contract says that it is theirs to say. A case that names records, or more people than this one, is
 * not this owner's alone to decide. The service that speaks must not be in the hands of whoever asked.
 *
 * Throws `case_not_found` (also for another owner's), `case_needs_owner` (it is left to the staff), `own_request`, `request_not_open`,
 * `request_expired`, `onboarding_missing` and what `speakForOwner` and `openCase` throw.
 *
 * Commit point: request, case, grants and entries together; a crash before it leaves the request open.
 */
export function decideAsOwner(
  deps: CaseDeps,
  caller: Speaker['caller'],
  input: OwnerInput,
  text: string,
  decision: OwnerDecision,
): Promise<{ readonly decidedMs: number }> {
  const id = parseId(CASE_ID, text)
  return decideAgain(async () => {
    const speaker = await speakForOwner(deps, caller, input, `case.owner-${decision}`)
    const { model } = await deps.policy.load()
    caseLimits(model)
    const { value } = await deps.writer.transaction(caller.tenant, async (tx, entries) => {
      const decided = await decideWithin(
        deps,
        tx,
        entries,
        speaker,
        { model, collection: input.collection },
        id,
        decision,
      )
      if (!(await bumpIfStill(tx, caller.tenant, speaker.generation))) throw moved()
      return decided
    })
    return value
  })
}

async function decideWithin(
  deps: CaseDeps,
  tx: Tx,
  entries: Entries,
  speaker: Speaker,
  { model, collection }: { readonly model: PolicyModel; readonly collection: string },
  id: Buffer,
  decision: OwnerDecision,
): Promise<{ readonly decidedMs: number }> {
  const { caller: by, owner } = speaker
  const row = await readCase(tx, by.tenant, id)
  if (!row || row.request === null || row.collection !== collection || !isTheirs(row, owner))
    throw caseNotFound('no case of this id asks this owner')
  if ((await sayOver(tx, by.tenant, model, id)) !== 'owner')
    throw caseNeedsOwner('the policy and the contracts leave it to another person on the staff')
  const request = `${REQUEST_ID}_${row.request.toString('hex')}`
  const asked = await lockOpen(tx, { deps, by, id: request })
  const nowMs = deps.clock.now()
  if (decision === 'approved') await requireApart(deps, tx, speaker, asked, row)
  await tx.query(
    {
      text: 'UPDATE access.request SET state = $3, decided_by = $4, decided_ms = $5 WHERE tenant = $1 AND id = $2',
    },
    [by.tenant, asked.id, decision, OWNER, nowMs],
  )
  if (decision === 'approved') {
    await requireOnboarded(deps, tx, by.tenant, row.person)
    const approval = {
      tenant: by.tenant,
      tenantId: by.tenantId,
      request,
      requestedBy: asked.requested_by,
      by,
      approvedBy: OWNER,
      emergency: false,
      bootstrap: false,
      nowMs,
    }
    await openCase(tx, entries, deps, approval, id)
  }
  const person = named('requested_by', personText(row.person))
  entries.add({
    kind: requestDecided,
    outcome: 'success',
    ...entryBy(by, { ...person.people, subject: owner }),
    detail: {
      request,
      of: 'case',
      state: decision,
      decided_by: OWNER,
      grant: speaker.grant,
      ...person.detail,
    },
  })
  return { decidedMs: nowMs }
}

/** Whether a case asks this owner and nobody else. */
export const isTheirs = (row: Pick<CaseRow, 'records' | 'subjects'>, owner: Buffer): boolean =>
  row.records.length === 0 && row.subjects.length > 0 && row.subjects.every((digest) => digest.equals(owner))

async function requireApart(
  deps: CaseDeps,
  tx: Tx,
  { caller }: Speaker,
  asked: RequestRow,
  row: CaseRow,
): Promise<void> {
  const person = personText(row.person)
  const all = [caller.principalId, asked.requested_by, person]
  const links = await readLinks(tx, caller.tenant, all, asked.requested_ms, deps.links)
  if (mayApprove(caller.principalId, asked.requested_by, [person], links).ok) return
  throw ownRequest('whoever asked answers for the service that speaks for the data owner', {
    extra: { clause: await clauseInForce(deps.policy, 'cases') },
  })
}

async function requireOnboarded(deps: CaseDeps, tx: Tx, tenant: number, person: Buffer): Promise<void> {
  for (const gate of deps.onboarding) {
    const missing = await gate(tx, tenant, person)
    if (missing.length > 0)
      throw onboardingMissing(`not done yet: ${missing.join(', ')}`, {
        extra: { clause: await clauseInForce(deps.policy, 'onboarding'), missing },
      })
  }
}
