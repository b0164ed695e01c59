import type { Sql } from '../../platform/db.ts'
import type { PolicyModel } from '../../policy/index.ts'
import { compileAuthority } from '../authority/compiled-authority.ts'
import {
  type AssignmentRow,
  GRANT_COLUMNS,
  type GrantRow,
  toAssignment,
  toGrant,
} from '../authority/read-grants.ts'
import { decide } from '../decision/decision.ts'
import { type PrincipalKind, principalText } from '../principals.ts'

export interface WhoAsked {
  readonly collection: string
  readonly field: string
  /** Any when left out. */
  readonly purpose?: string | undefined
  /** Ask about masked values; they are shown to more. */
  readonly masked: boolean
  readonly atMs: number
}

export interface WhoCan {
  readonly principal: string
  /** `grt_…` or `asg_…` */
  readonly by: string
  readonly role?: string
  /** The case in which alone it counts. */
  readonly case?: string
  readonly purpose: string
  readonly masked: boolean
  readonly untilMs: number
}

/**
 * Everybody who could reveal a field at an instant, and by what: over the grants and assignments of then, and the roles and purposes of the
 * policy handed in. The decision itself is asked about each. A service that was disabled by then, and a person who had left or is suspended
 * since before then, could not; nor a person who had not accepted the policy yet.
 */
export async function whoCan(
  sql: Sql,
  tenant: number,
  asked: WhoAsked,
  policy: PolicyModel,
): Promise<WhoCan[]> {
  const purposes = Object.keys(policy.purposes).filter(
    (p) => asked.purpose === undefined || p === asked.purpose,
  )
  const found = [
    ...(await byGrants(sql, tenant, asked, purposes, policy)),
    ...(await byRoles(sql, tenant, asked, purposes, policy)),
  ]
  return found.sort((a, b) =>
    a.principal < b.principal ? -1 : a.principal > b.principal ? 1 : a.by < b.by ? -1 : 1,
  )
}

const there = (row: string, at: string) => `CASE ${row}.principal_kind WHEN 'service' THEN EXISTS (
    SELECT FROM identity.service s WHERE s.tenant = ${row}.tenant AND s.id = ${row}.principal AND coalesce(s.disabled_ms > ${at}, true))
  ELSE EXISTS (
    SELECT FROM identity.person p WHERE p.tenant = ${row}.tenant AND p.id = ${row}.principal AND coalesce(p.left_ms > ${at}, true)
      AND NOT (p.state = 'suspended' AND p.suspended_ms <= ${at})
      AND EXISTS (SELECT FROM policy.acknowledgement k WHERE k.tenant = p.tenant AND k.person = p.id AND k.accepted_ms <= ${at})) END`

async function byGrants(
  sql: Sql,
  tenant: number,
  asked: WhoAsked,
  purposes: readonly string[],
  policy: PolicyModel,
): Promise<WhoCan[]> {
  const rows = await sql.query<GrantRow>(
    {
      text: `SELECT ${GRANT_COLUMNS} FROM access.grant g WHERE g.tenant = $1 AND g.action = 'reveal' AND g.collection = $2
               AND $3 = ANY (g.fields) AND g.purpose = ANY ($4) AND g.made_ms <= $5 AND coalesce(g.revoked_ms > $5, true)
               AND ${there('g', '$5')}`,
    },
    [tenant, asked.collection, asked.field, purposes, asked.atMs],
  )
  return rows.flatMap((row): WhoCan[] => {
    const grant = toGrant(row)
    const { purpose, caseId, masked } = grant
    const person = row.principal_kind === 'person'
    const authority = compileAuthority(0, [grant], { person })
    const inCase = caseId === undefined ? {} : { caseId, caseUse: 'taken' as const }
    const question = { ...questionOf(asked, purpose ?? ''), ...inCase }
    if (purpose === null || !decide(question, authority, policy).allow) return []
    const common = { principal: principalText(row.principal_kind, row.principal), by: grant.id }
    const more = caseId === undefined ? {} : { case: caseId }
    return [{ ...common, ...more, purpose, masked, untilMs: grant.untilMs }]
  })
}

const questionOf = ({ collection, field, masked, atMs }: WhoAsked, purpose: string) => ({
  collection,
  action: 'reveal' as const,
  fields: [field],
  purpose,
  masked,
  atMs,
})

interface Held extends AssignmentRow {
  readonly principal: Buffer
  readonly principal_kind: PrincipalKind
}

async function byRoles(
  sql: Sql,
  tenant: number,
  asked: WhoAsked,
  purposes: readonly string[],
  policy: PolicyModel,
): Promise<WhoCan[]> {
  const roles = Object.values(policy.roles ?? {})
    .filter((role) =>
      role.grants.some(
        (g) => g.action === 'reveal' && g.collection === asked.collection && g.fields.includes(asked.field),
      ),
    )
    .map((role) => role.name)
  if (roles.length === 0) return []
  const rows = await sql.query<Held>(
    {
      text: `SELECT a.id, a.principal, a.principal_kind, a.role, a.from_ms, a.until_ms FROM access.assignment a
             WHERE a.tenant = $1 AND a.role = ANY ($2) AND a.made_ms <= $3 AND coalesce(a.revoked_ms > $3, true) AND ${there('a', '$3')}`,
    },
    [tenant, roles, asked.atMs],
  )
  return rows.flatMap((row) => {
    const assignment = toAssignment(row)
    const person = row.principal_kind === 'person'
    const authority = compileAuthority(0, [], { assignments: [assignment], person })
    return purposes
      .filter((purpose) => decide(questionOf(asked, purpose), authority, policy).allow)
      .map((purpose) => ({
        principal: principalText(row.principal_kind, row.principal),
        by: assignment.id,
        role: row.role,
        purpose,
        masked: asked.masked,
        untilMs: assignment.untilMs,
      }))
  })
}
