import { PERSON_ID } from '../../identity/index.ts'
import type { Tx } from '../../platform/db.ts'
import { parseId } from '../../platform/ids.ts'
import type { Caller } from '../../platform/route.ts'
import { clauseInForce } from '../../policy/index.ts'
import { approverNotPerson, onboardingMissing, ownRequest } from '../errors.ts'
import { readLinks } from '../separation/human-links.ts'
import { mayApprove } from '../separation/may-approve.ts'
import { nobodyElse } from '../separation/nobody-else.ts'
import type { RequestDeps } from './request-deps.ts'
import type { RequestKind } from './request-kind.ts'
import type { RequestRow } from './request-row.ts'

interface Decider {
  readonly deps: RequestDeps
  readonly by: Caller
  readonly kind: RequestKind
}

/** What whoever decides has to hold. Throws `approver_not_person`. */
export async function actionToDecide(deps: RequestDeps, by: Caller, kind: RequestKind): Promise<string> {
  if (by.kind === 'person') return kind.approveAction
  const { approvedByServices, approveAction } = kind
  if (by.kind === 'service' && approvedByServices !== undefined) {
    const { model } = await deps.policy.reload()
    if (await nobodyElse(deps.database.of(by.tenant).read, by.tenant, approveAction, new Set(), model))
      return approvedByServices
  }
  throw approverNotPerson('a service or the operator asks, and a person decides', {
    extra: { clause: await clauseOfApproval({ deps, kind }) },
  })
}

/** Where it is promised that another person approves a request of this kind. */
export const clauseOfApproval = ({ deps, kind }: Pick<Decider, 'deps' | 'kind'>) =>
  clauseInForce(deps.policy, kind.approveAction === 'approve-change' ? 'changes' : 'approved-access')

/** Throws `own_request` when whoever decides shares a human with whoever asked or gains. */
export async function requireApart(tx: Tx, { deps, by, kind }: Decider, row: RequestRow): Promise<void> {
  const gaining = kind.beneficiaries(row.payload)
  const all = [by.principalId, row.requested_by, ...gaining]
  const found = await readLinks(tx, by.tenant, all, row.requested_ms, deps.links)
  // Before there are people every service is the operator's; then one service looks at what another proposes (ADR 9).
  const links = by.kind === 'service' ? found.filter((link) => link.to !== 'operator') : found
  if (mayApprove(by.principalId, row.requested_by, gaining, links).ok) return
  throw ownRequest('whoever decides asked for it, gains by it, or answers for a service that does', {
    extra: { clause: await clauseOfApproval({ deps, kind }) },
  })
}

/** Nobody is given access before they have done what comes first. A service is given it in its owner's place. Throws `onboarding_missing`. */
export async function requireOnboarded(tx: Tx, { deps, by, kind }: Decider, row: RequestRow): Promise<void> {
  if (kind.givesAccess !== true) return
  const gaining = kind.beneficiaries(row.payload)
  const links = await readLinks(tx, by.tenant, gaining, row.requested_ms, deps.links)
  const owners = links.filter((link) => link.why === 'owner' || link.why === 'member').map((link) => link.to)
  const people = new Set([...gaining, ...owners].filter((name) => name.startsWith(`${PERSON_ID}_`)))
  for (const person of people) {
    for (const gate of deps.onboarding) {
      const missing = await gate(tx, by.tenant, parseId(PERSON_ID, person))
      if (missing.length > 0)
        throw onboardingMissing(`not done yet: ${missing.join(', ')}`, {
          extra: { clause: await clauseInForce(deps.policy, 'onboarding'), missing },
        })
    }
  }
}
