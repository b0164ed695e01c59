import type { Entries } from '../../audit/index.ts'
import { entryBy, PERSON_ID } from '../../identity/index.ts'
import type { Tx } from '../../platform/db.ts'
import { formatId } from '../../platform/ids.ts'
import type { Caller } from '../../platform/route.ts'
import { ASSIGNMENT_ID } from '../authority/read-grants.ts'
import { roleUnassigned } from '../events.ts'
import { named } from '../principals.ts'
import type { RequestDeps } from '../requests/request-deps.ts'
import { REQUEST_ID } from '../requests/request-row.ts'
import { readLinks } from '../separation/human-links.ts'
import { mayApprove } from '../separation/may-approve.ts'
import { addAssignment } from './assign-role.ts'

export interface GroupRole {
  readonly person: Buffer
  readonly role: string
  /** The group's public id: what the assignment came by. */
  readonly group: string
  /** Who approved that this group has this role, and by which request. */
  readonly approvedBy: string
  readonly request?: Buffer | undefined
  /** Who asked for the mapping, when it is being made: otherwise the directory's word is what gives the role. */
  readonly requestedBy?: string | undefined
}

/**
 * Gives a person the role of a group they are in, in a transaction of the caller's, who raises the generation. Answers false, and gives nothing,
 * where it is there already, where the policy has no such role any more, where whoever approved the mapping would gain by it themselves, and
 * before the person has done what comes first; whoever tells of that being done calls again.
 */
export async function giveGroupRole(
  tx: Tx,
  entries: Entries,
  deps: RequestDeps,
  by: Caller,
  given: GroupRole,
): Promise<boolean> {
  const principal = formatId(PERSON_ID, given.person)
  const { role, group, approvedBy } = given
  const nowMs = deps.clock.now()
  if (!Object.hasOwn((await deps.policy.load()).model.roles ?? {}, role)) return false
  const there = await tx.query(
    {
      text: `SELECT 1 FROM access.assignment WHERE tenant = $1 AND principal = $2 AND role = $3 AND source = $4
               AND revoked_ms IS NULL AND until_ms > $5`,
    },
    [by.tenant, given.person, role, group, nowMs],
  )
  if (there.length > 0) return false
  const links = await readLinks(tx, by.tenant, [principal, approvedBy], nowMs, deps.links)
  if (!mayApprove(approvedBy, principal, [principal], links).ok) return false
  for (const gate of deps.onboarding) if ((await gate(tx, by.tenant, given.person)).length > 0) return false
  const request = given.request === undefined ? undefined : formatId(REQUEST_ID, given.request)
  const made = { requestedBy: given.requestedBy ?? by.principalId, approvedBy, request }
  await addAssignment(tx, entries, deps, by, { principal, role, source: group }, made)
  return true
}

/** Ends what a person has by a group or by signing on: one role, or all when it is left out. Answers how many ended. */
export async function endSourcedRoles(
  tx: Tx,
  entries: Entries,
  deps: Pick<RequestDeps, 'clock'>,
  by: Caller,
  ended: { readonly person: Buffer; readonly source: string; readonly role?: string | undefined },
): Promise<number> {
  const rows = await tx.query<{ id: Buffer; role: string }>(
    {
      text: `UPDATE access.assignment SET revoked_ms = $5, revoked_by = $6
             WHERE tenant = $1 AND principal = $2 AND source = $3 AND ($4::text IS NULL OR role = $4) AND revoked_ms IS NULL
             RETURNING id, role`,
    },
    [by.tenant, ended.person, ended.source, ended.role ?? null, deps.clock.now(), by.principalId],
  )
  const { detail, people } = named('principal', formatId(PERSON_ID, ended.person))
  for (const { id, role } of rows) {
    const assignment = formatId(ASSIGNMENT_ID, id)
    entries.add({
      kind: roleUnassigned,
      outcome: 'success',
      ...entryBy(by, people),
      detail: { assignment, ...detail, role },
    })
  }
  return rows.length
}
