import type { Entries } from '../../audit/index.ts'
import { entryBy } from '../../identity/index.ts'
import type { Tx } from '../../platform/db.ts'
import { formatId, newId, parseId } from '../../platform/ids.ts'
import type { Caller } from '../../platform/route.ts'
import type { PolicyModel } from '../../policy/index.ts'
import type { AccessDeps } from '../access-deps.ts'
import { bumpAuthority } from '../authority/generation.ts'
import { ASSIGNMENT_ID } from '../authority/read-grants.ts'
import { assignmentNotFound, roleUnknown } from '../errors.ts'
import { roleAssigned, roleUnassigned } from '../events.ts'
import { boundsOf } from '../grants/create-grant.ts'
import { named, type PrincipalKind, principalText, requireLivePrincipal } from '../principals.ts'
import { REQUEST_ID } from '../requests/request-row.ts'

export interface AssignRole {
  /** `per_…` or `svc_…` */
  readonly principal: string
  readonly role: string
  readonly fromMs?: number | undefined
  readonly untilMs?: number | undefined
  /** The group of the identity provider by which it comes. */
  readonly source?: string | undefined
}

export interface AssignedRole {
  readonly id: string
  readonly principal: string
  readonly role: string
  readonly fromMs: number
  readonly untilMs: number
}

/** Who asked, and who else said yes. Without the second it is the bootstrap, before there was anybody else, and shows as that. */
export interface AssignedBy {
  readonly requestedBy: string
  readonly approvedBy?: string | undefined
  readonly request?: string | undefined
}

/** Throws `role_unknown`. */
export function requireRole(policy: PolicyModel, role: string): void {
  const known = Object.keys(policy.roles ?? {})
  if (!known.includes(role))
    throw roleUnknown('the policy in force has no such role', { fix: `one of: ${known.join(', ')}` })
}

/**
 * Gives a principal a role, in a transaction of the caller's, who raises the generation. Throws `role_unknown`, `grant_end_invalid`,
 * `service_not_found`, `service_disabled`, `principal_unknown`, `person_not_live`.
 */
export async function addAssignment(
  tx: Tx,
  entries: Entries,
  deps: Pick<AccessDeps, 'policy' | 'grantEnds' | 'clock'>,
  by: Caller,
  input: AssignRole,
  { requestedBy, approvedBy, request }: AssignedBy,
): Promise<AssignedRole> {
  const { principal: text, role, source } = input
  requireRole((await deps.policy.load()).model, role)
  const principal = await requireLivePrincipal(tx, by.tenant, text)
  const nowMs = deps.clock.now()
  const { fromMs, untilMs } = await boundsOf(deps, input, nowMs, true)
  const id = newId(nowMs)
  const bootstrap = approvedBy === undefined
  await tx.query(
    {
      text: `INSERT INTO access.assignment (tenant, id, principal, principal_kind, role, from_ms, until_ms, made_by, made_ms, request,
               approved_by, approved_ms, bootstrap, source)
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)`,
    },
    [
      by.tenant,
      id,
      principal.id,
      principal.kind,
      role,
      fromMs,
      untilMs,
      requestedBy,
      nowMs,
      request === undefined ? null : parseId(REQUEST_ID, request),
      approvedBy ?? null,
      bootstrap ? null : nowMs,
      bootstrap,
      source ?? null,
    ],
  )
  const assignment = formatId(ASSIGNMENT_ID, id)
  const { detail, people } = named('principal', text)
  entries.add({
    kind: roleAssigned,
    outcome: 'success',
    ...entryBy(by, people),
    detail: { assignment, ...detail, role, from_ms: fromMs, until_ms: untilMs, bootstrap, request },
  })
  return { id: assignment, principal: text, role, fromMs, untilMs }
}

/**
 * Ends an assignment now. Repeating it changes nothing. Throws `assignment_not_found`.
 *
 * Commit point: from it on no decision made before releases anything, on any server. A crash before it leaves the assignment as it was.
 */
export async function revokeAssignment(
  deps: AccessDeps,
  by: Caller,
  id: string,
): Promise<{ readonly id: string; readonly revokedMs: number }> {
  const { value } = await deps.writer.transaction(by.tenant, async (tx, entries) => {
    const [row] = await tx.query<{
      principal: Buffer
      principal_kind: PrincipalKind
      role: string
      revoked_ms: number | null
    }>(
      {
        text: 'SELECT principal, principal_kind, role, revoked_ms FROM access.assignment WHERE tenant = $1 AND id = $2 FOR UPDATE',
      },
      [by.tenant, parseId(ASSIGNMENT_ID, id)],
    )
    if (!row) throw assignmentNotFound('no assignment of this id in this tenant')
    if (row.revoked_ms !== null) return { id, revokedMs: row.revoked_ms }
    const nowMs = deps.clock.now()
    const text = 'UPDATE access.assignment SET revoked_ms = $3, revoked_by = $4 WHERE tenant = $1 AND id = $2'
    await tx.query({ text }, [by.tenant, parseId(ASSIGNMENT_ID, id), nowMs, by.principalId])
    const { detail, people } = named('principal', principalText(row.principal_kind, row.principal))
    entries.add({
      kind: roleUnassigned,
      outcome: 'success',
      ...entryBy(by, people),
      detail: { assignment: id, ...detail, role: row.role },
    })
    await bumpAuthority(tx, by.tenant)
    return { id, revokedMs: nowMs }
  })
  return value
}
