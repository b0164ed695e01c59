import { type Entries, entryKind, OCSF } from '../../audit/index.ts'
import { entryBy, invite, type PeopleDeps, personId } from '../../identity/index.ts'
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
import { closeReviewsOf, endUncome, lockUncome, type Uncome } from './uncome.ts'

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

export const breakGlassWaiting = defineError(
  'break_glass_waiting',
  409,
  'Somebody invited by break-glass has not come yet',
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
  /** Whoever was made administrator in this way before and has not come is one no longer: their link opens nothing. */
  readonly replace?: boolean | undefined
}

export interface BrokenGlass {
  readonly person: string
  /** One-time, shown once. */
  readonly link: string
  readonly expiresMs: number
  /** What another person has to review. */
  readonly request: string
  /** `per_…` of those who were invited in this way before, had not come, and now cannot. */
  readonly replaced: readonly string[]
}

/**
 * Makes the next administrator when nobody is left who could: the machine's operator invites a person, who has the roles at once, approved by nobody.
 * That shows: an entry, assignments without an approver, and a review by another person, until which A30 is violated.
 *
 * There is one at a time: as long as somebody was made administrator in this way and may still come, another is made in their place only (`replace`). Once
 * their time is over they lose it by themselves, here. Two of these at once wait for each other.
 *
 * Whoever is replaced never came: what was to be reviewed of them is closed, and names the request that took its place. That one is reviewed.
 *
 * Commit point: a crash before it leaves nothing; after it person, link, roles, entry and review are there, and whoever was replaced is out; or the command
 * is repeated.
 * @throws break_glass_not_needed, break_glass_waiting, break_glass_impossible, and what `invitePerson` throws
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
  const { name, userName, email, locale, lockedOut = false, replace = false } = input
  let replaces: readonly string[] = []
  const assign: PeopleDeps['roles']['assign'] = async (tx, entries, operator, { person }) => {
    const assignments: string[] = []
    for (const role of roles) {
      const asked = { principal: personId(person), role }
      const made = await addAssignment(tx, entries, deps, operator, asked, {
        requestedBy: operator.principalId,
      })
      assignments.push(made.id)
    }
    const payload = { person: personId(person), assignments, lockedOut, replaces }
    await addReview(tx, entries, deps, operator, { id, person, payload, reason, roles })
  }
  const door = { ...people, roles: { ...people.roles, assign } }
  const { value } = await deps.writer.transaction(by.tenant, async (tx, entries) => {
    const nowMs = deps.clock.now()
    const uncome = await lockUncome(tx, by.tenant)
    const holders = await LastHolder.read(tx, by.tenant, model, nowMs)
    if (holders.complete && !lockedOut)
      throw breakGlassNotNeeded('ask them; or say that they cannot come in', { fix: '--locked-out' })
    const open = uncome.filter((one) => one.untilMs > nowMs)
    if (open.length > 0 && !replace) throw waiting(open)
    await endUncome(tx, entries, people, by, uncome, nowMs)
    replaces = await closeReviewsOf(tx, entries, by, uncome, formatId(REQUEST_ID, id), nowMs)
    const invited = await invite(tx, entries, door, by, { name, userName, email, locale, roles })
    await people.bumpAuthority(tx, by.tenant)
    return { ...invited, replaced: uncome.map((one) => personId(one.person)) }
  })
  const { person, link, expiresMs, replaced } = value
  return { person, link, expiresMs, request: formatId(REQUEST_ID, id), replaced }
}

function waiting(open: readonly Uncome[]) {
  const untilMs = Math.max(...open.map((one) => one.untilMs))
  return breakGlassWaiting(`the invitation is open until ${new Date(untilMs).toISOString()}`, {
    fix: 'let them come; or have them replaced: --replace',
    extra: { people: open.map((one) => personId(one.person)) },
  })
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
