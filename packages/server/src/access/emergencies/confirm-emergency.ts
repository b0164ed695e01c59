import { entryBy } from '../../identity/index.ts'
import type { Caller } from '../../platform/route.ts'
import { clauseInForce } from '../../policy/index.ts'
import { bumpIfStill } from '../authority/generation.ts'
import { admit } from '../decision/gate.ts'
import { approverNotPerson, requestNotOpen } from '../errors.ts'
import { requestReviewed } from '../events.ts'
import type { RequestDeps } from '../requests/request-deps.ts'
import { lockRequest, readRequest } from '../requests/request-row.ts'
import { sealText } from '../requests/request-texts.ts'
import { requireApart } from '../requests/require-decider.ts'
import { decideAgain, moved } from '../requests/try-again.ts'

export interface ReviewedRequest {
  readonly id: string
  readonly review: 'confirmed' | 'objected'
  readonly reviewedMs: number
}

/**
 * Looks afterwards at what ran as an emergency: another person than whoever did it, who could have approved it. Once. To object undoes nothing
 * by itself; it shows. Throws `request_not_found`, `approver_not_person`, `action_denied`, `own_request`, `request_not_open`, `request_busy`.
 */
export async function confirmEmergency(
  deps: RequestDeps,
  by: Caller,
  id: string,
  review: 'confirmed' | 'objected',
  noteText?: string,
): Promise<ReviewedRequest> {
  const row = await readRequest(deps.database.of(by.tenant).read, by.tenant, id)
  const kind = deps.kinds.get(row.kind)
  if (by.kind !== 'person')
    throw approverNotPerson('a person looks at an emergency', {
      extra: { clause: await clauseInForce(deps.policy, 'emergencies') },
    })
  const note = await sealText(deps, by.tenant, row.id, 'note', noteText)
  return decideAgain(async () => {
    const admitted = await admit(deps, by, kind.approveAction, `request.review ${kind.kind}`)
    const { value } = await deps.writer.transaction(by.tenant, async (tx, entries) => {
      const locked = await lockRequest(tx, by.tenant, id)
      if (!locked.emergency || locked.review !== null || locked.state !== 'approved')
        throw requestNotOpen('there is nothing to review, or it has been reviewed')
      await requireApart(tx, { deps, by, kind }, locked)
      const nowMs = deps.clock.now()
      await tx.query(
        {
          text: `UPDATE access.request SET reviewed_by = $3, reviewed_ms = $4, review = $5, note = $6 WHERE tenant = $1 AND id = $2`,
        },
        [by.tenant, locked.id, by.principalId, nowMs, review, note],
      )
      const late = nowMs > (locked.review_due_ms ?? nowMs)
      entries.add({
        kind: requestReviewed,
        outcome: 'success',
        ...entryBy(by),
        detail: { request: id, of: kind.kind, review, late },
      })
      if (!(await bumpIfStill(tx, by.tenant, admitted.authority.generation))) throw moved()
      return { id, review, reviewedMs: nowMs }
    })
    return value
  })
}
