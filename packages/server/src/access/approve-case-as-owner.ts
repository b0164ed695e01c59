import { entryBy, operatorCaller } from '../identity/index.ts'
import { parseId } from '../platform/ids.ts'
import type { CaseDeps } from './case-deps.ts'
import { caseNeedsOwner, caseNotFound } from './case-errors.ts'
import { caseLimits } from './case-limits.ts'
import { personText, readCase } from './case-row.ts'
import { onboardingMissing, requestExpired, requestNotOpen } from './errors.ts'
import { requestDecided } from './events.ts'
import { bumpAuthority } from './generation.ts'
import { openCase } from './open-case.ts'
import { named } from './principals.ts'
import { CASE_ID } from './read-grants.ts'
import { lockRequest, REQUEST_ID } from './request-row.ts'

/** What entries and rows name where the data owner decided: who that is stands in the case, as a digest. */
export const OWNER = 'owner'

/**
 * The data owner lets staff look, where the policy says that it is theirs to say. For whoever has made sure that they are that owner. A case that names
 * records, or more people than this one, is not this owner's alone to approve.
 *
 * Throws `case_not_found` (also for another owner's), `case_needs_owner` (the policy leaves it to the staff), `request_not_open`,
 * `request_expired`, `onboarding_missing` and what `openCase` throws.
 *
 * Commit point: request, case, grants and entries together; a crash before it leaves the request open.
 */
export async function approveCaseAsOwner(
  deps: CaseDeps,
  tenant: { readonly tenant: number; readonly id: string },
  text: string,
  owner: Buffer,
): Promise<void> {
  const { model } = await deps.policy.load()
  if (caseLimits(model).approvedBy !== 'owner')
    throw caseNeedsOwner('the policy leaves it to another person on the staff')
  const by = { ...operatorCaller(tenant.tenant, tenant.id), principalId: OWNER }
  const id = parseId(CASE_ID, text)
  await deps.writer.transaction(async (tx, entries) => {
    const row = await readCase(tx, by.tenant, id)
    const theirs = row?.records.length === 0 && row.subjects.every((digest) => digest.equals(owner))
    if (!row || !theirs || row.request === null) throw caseNotFound('no case of this id asks this owner')
    const request = `${REQUEST_ID}_${row.request.toString('hex')}`
    const asked = await lockRequest(tx, by.tenant, request)
    const nowMs = deps.clock.now()
    if (asked.state !== 'open') throw requestNotOpen('it was decided or taken back')
    if (asked.expires_ms <= nowMs) throw requestExpired('it waited too long', { fix: 'ask again' })
    for (const gate of deps.onboarding) {
      const missing = await gate(tx, by.tenant, row.person)
      if (missing.length > 0)
        throw onboardingMissing(`not done yet: ${missing.join(', ')}`, { extra: { clause: 'A12' } })
    }
    await tx.query(
      {
        text: `UPDATE access.request SET state = 'approved', decided_by = $3, decided_ms = $4 WHERE tenant = $1 AND id = $2`,
      },
      [by.tenant, asked.id, OWNER, nowMs],
    )
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
    const person = named('requested_by', personText(row.person))
    entries.add({
      kind: requestDecided,
      outcome: 'success',
      ...entryBy(by, { ...person.people, subject: owner }),
      detail: { request, of: 'case', state: 'approved', ...person.detail },
    })
    await bumpAuthority(tx, by.tenant)
  })
}
