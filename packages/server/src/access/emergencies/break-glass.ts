import { type Entries, entryKind, OCSF } from '../../audit/index.ts'
import { entryBy, type Invitation, invitePerson, type PeopleDeps, personId } from '../../identity/index.ts'
import type { Tx } from '../../platform/db.ts'
import { defineError } from '../../platform/errors.ts'
import { formatId, newId } from '../../platform/ids.ts'
import type { Caller } from '../../platform/route.ts'
import type { PolicyModel } from '../../policy/index.ts'
import type { RequestDeps } from '../requests/request-deps.ts'
import { REQUEST_ID } from '../requests/request-row.ts'
import { sealText } from '../requests/request-texts.ts'
import { addAssignment } from '../roles/assign-role.ts'
import { LastHolder, NEEDED } from '../roles/last-holder.ts'
import { BREAK_GLASS_REVIEW, type BreakGlassPayload } from './break-glass-kind.ts'

export const breakGlassUsed = entryKind('break_glass.used', OCSF.accountChange, 1)

export const breakGlassNotNeeded = defineError(
  'break_glass_not_needed',
  409,
  'Somebody can still manage and approve access',
)
export const breakGlassImpossible = defineError(
  'break_glass_impossible',
  409,
  'The policy has no role that lets manage and approve access',
)

export interface BreakGlass {
  readonly name: string
  readonly userName: string
  readonly email: string
  readonly locale: string
  /** Why; whoever reviews it reads it. Kept sealed. */
  readonly reason?: string | undefined
  /** Somebody has the roles and cannot come in. Kept, and shown to whoever reviews it. */
  readonly lockedOut?: boolean | undefined
}

export interface BrokenGlass {
  readonly person: string
  /** One-time, shown once. */
  readonly link: string
  readonly expiresMs: number
  /** What another person has to review. */
  readonly request: string
}

/**
 * Makes the next administrator when nobody is left who could: the machine's operator invites a person, who has the roles at once, approved by nobody.
 * That shows: an entry, assignments without an approver, and a review by another person, until which A30 is violated.
 *
 * Commit point: a crash before it leaves nothing; after it person, link, roles, entry and review are there, or the command is repeated for another.
 * @throws break_glass_not_needed, break_glass_impossible, and what `invitePerson` throws
 */
export async function breakGlass(
  deps: RequestDeps,
  people: PeopleDeps,
  by: Caller,
  input: BreakGlass,
): Promise<BrokenGlass> {
  const { model } = await deps.policy.load()
  const roles = neededRoles(model)
  const id = newId(deps.clock.now())
  const reason = await sealText(deps, by.tenant, id, 'reason', input.reason)
  const { name, userName, email, locale, lockedOut = false } = input
  const assign: PeopleDeps['roles']['assign'] = async (tx, entries, operator, { person }) => {
    const holders = await LastHolder.read(tx, by.tenant, model, deps.clock.now())
    if (holders.complete && !lockedOut) {
      throw breakGlassNotNeeded('ask them; or say that they cannot come in', { fix: '--locked-out' })
    }
    const assignments: string[] = []
    for (const role of roles) {
      const asked = { principal: personId(person), role }
      const made = await addAssignment(tx, entries, deps, operator, asked, {
        requestedBy: operator.principalId,
      })
      assignments.push(made.id)
    }
    const payload = { person: personId(person), assignments, lockedOut }
    await addReview(tx, entries, deps, operator, { id, person, payload, reason, roles })
  }
  const door = { ...people, roles: { ...people.roles, assign } }
  const { person, link, expiresMs }: Invitation = await invitePerson(door, by, {
    name,
    userName,
    email,
    locale,
    roles,
  })
  return { person, link, expiresMs, request: formatId(REQUEST_ID, id) }
}

/** For each thing that somebody has to be able to do, the role that lets them; the first by name where there are several. */
function neededRoles(policy: PolicyModel): string[] {
  const all = Object.values(policy.roles ?? {}).sort((a, b) => (a.name < b.name ? -1 : 1))
  const roles = NEEDED.map((action) => {
    const role = all.find(({ actions }) => (actions as readonly string[]).includes(action))
    if (role === undefined) throw breakGlassImpossible(`no role with ${action}`)
    return role.name
  })
  return [...new Set(roles)]
}

interface Review {
  readonly id: Buffer
  readonly person: Buffer
  readonly payload: BreakGlassPayload
  readonly reason: Buffer | null
  readonly roles: readonly string[]
}

async function addReview(
  tx: Tx,
  entries: Entries,
  deps: RequestDeps,
  by: Caller,
  { id, person, payload, reason, roles }: Review,
): Promise<void> {
  const nowMs = deps.clock.now()
  const dueMs = await deps.emergencyReviewEnds(nowMs)
  await tx.query(
    {
      text: `INSERT INTO access.request (tenant, id, kind, subject, payload, reason, requested_by, requested_ms, expires_ms, state, decided_ms,
               emergency, review_due_ms) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, 'approved', $8, true, $9)`,
    },
    [
      by.tenant,
      id,
      BREAK_GLASS_REVIEW,
      payload.person,
      JSON.stringify(payload),
      reason,
      by.principalId,
      nowMs,
      dueMs,
    ],
  )
  entries.add({
    kind: breakGlassUsed,
    outcome: 'success',
    ...entryBy(by, { person }),
    detail: { request: formatId(REQUEST_ID, id), roles, locked_out: payload.lockedOut },
  })
}
