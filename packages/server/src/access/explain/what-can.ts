import type { Sql } from '../../platform/db.ts'
import { type Action, isTenantAction, type PolicyModel } from '../../policy/index.ts'
import { compileAuthority, type Grant } from '../authority/compiled-authority.ts'
import { acceptedAt, assignmentsAt, grantsAt } from '../authority/read-grants.ts'
import { decide, decideAction } from '../decision/decision.ts'

interface Source {
  /** `grt_…` or `asg_…` */
  readonly by: string
  readonly role?: string
  readonly untilMs: number
}

export interface CanDo extends Source {
  readonly action: string
}

export interface CanTouch extends Source {
  readonly action: string
  readonly collection: string
  /** Those that the policy still has and the purpose still covers. */
  readonly fields: readonly string[]
  readonly purpose: string | null
  readonly masked: boolean
  readonly case?: string
}

export interface WhatCan {
  readonly actions: readonly CanDo[]
  readonly collections: readonly CanTouch[]
}

/**
 * What a principal can do at an instant, by the grants and assignments of then and the policy handed in. Each line is put to the decision itself,
 * field by field, so that nothing is listed which it would not allow.
 */
export async function whatCan(
  sql: Sql,
  tenant: number,
  principal: Buffer,
  atMs: number,
  policy: PolicyModel,
): Promise<WhatCan> {
  const [grants, assignments, accepted] = await Promise.all([
    grantsAt(sql, tenant, principal, atMs),
    assignmentsAt(sql, tenant, principal, atMs),
    acceptedAt(sql, tenant, principal, atMs),
  ])
  if (!accepted) return { actions: [], collections: [] }
  const actions: CanDo[] = []
  const collections: CanTouch[] = []
  for (const grant of grants) {
    if (grant.collection === null)
      addAction(actions, atMs, grant.action, { by: grant.id, untilMs: grant.untilMs }, alone(grant), policy)
    else
      addLine(
        collections,
        atMs,
        { ...grant, collection: grant.collection },
        sourceOf(grant),
        alone(grant),
        policy,
      )
  }
  for (const assignment of assignments) {
    const role = Object.hasOwn(policy.roles ?? {}, assignment.role)
      ? policy.roles?.[assignment.role]
      : undefined
    const source = { by: assignment.id, role: assignment.role, untilMs: assignment.untilMs }
    const authority = compileAuthority(0, [], { assignments: [assignment] })
    for (const action of role?.actions ?? []) addAction(actions, atMs, action, source, authority, policy)
    for (const grant of role?.grants ?? []) addLine(collections, atMs, grant, source, authority, policy)
  }
  return { actions, collections }
}

type Authority = ReturnType<typeof compileAuthority>
const alone = (grant: Grant): Authority => compileAuthority(0, [grant])
const sourceOf = ({ id, untilMs, caseId }: Grant) => ({
  by: id,
  untilMs,
  ...(caseId === undefined ? {} : { case: caseId }),
})

function addAction(
  into: CanDo[],
  atMs: number,
  action: string,
  source: Source,
  authority: Authority,
  policy: PolicyModel,
): void {
  if (isTenantAction(action) && decideAction(action, atMs, authority, policy).allow)
    into.push({ action, ...source })
}

type Line = Pick<CanTouch, 'collection' | 'action' | 'fields' | 'purpose' | 'masked'>

function addLine(
  into: CanTouch[],
  atMs: number,
  { collection, action, fields, purpose, masked }: Line,
  source: Source & { readonly case?: string },
  authority: Authority,
  policy: PolicyModel,
): void {
  const common = { collection, action: action as Action, masked, atMs }
  const purposes = purpose === null ? {} : { purpose }
  const inCase = source.case === undefined ? {} : { caseId: source.case, caseUse: 'taken' as const }
  const allowed = (some: readonly string[]) =>
    decide({ ...common, ...purposes, ...inCase, fields: some }, authority, policy).allow
  const kept = fields.filter((field) => allowed([field]))
  if (fields.length === 0 ? !allowed([]) : kept.length === 0) return
  into.push({ action, collection, fields: kept, purpose, masked, ...source })
}
