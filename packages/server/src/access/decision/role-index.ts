import type { PolicyModel, RoleGrantModel, StaffRoleModel } from '../../policy/index.ts'
import { NONE } from '../authority/compiled-authority.ts'

export interface CompiledRoleGrant {
  readonly fields: ReadonlySet<string>
  readonly masked: boolean
}

/** A role laid out for the questions a decision asks. */
export interface CompiledRole {
  readonly actions: ReadonlySet<string>
  /** Action → collection → purpose ('' for none) → what is granted. */
  readonly grants: ReadonlyMap<string, ReadonlyMap<string, ReadonlyMap<string, readonly CompiledRoleGrant[]>>>
}

const indexes = new WeakMap<PolicyModel, ReadonlyMap<string, CompiledRole>>()

/**
 * The roles of a policy, made once for a model. A question is answered by the roles of the very policy that it is asked under, so no
 * authority that was compiled before can carry an older definition of a role along.
 */
export function roleIndex(policy: PolicyModel): ReadonlyMap<string, CompiledRole> {
  const known = indexes.get(policy)
  if (known !== undefined) return known
  const index = new Map(Object.entries(policy.roles ?? {}).map(([name, role]) => [name, compileRole(role)]))
  indexes.set(policy, index)
  return index
}

function compileRole({ actions, grants }: StaffRoleModel): CompiledRole {
  const compiled = new Map<string, Map<string, Map<string, CompiledRoleGrant[]>>>()
  for (const grant of grants) place(compiled, grant)
  return { actions: new Set(actions), grants: compiled }
}

function place(into: Map<string, Map<string, Map<string, CompiledRoleGrant[]>>>, grant: RoleGrantModel) {
  const collections = into.get(grant.action) ?? new Map<string, Map<string, CompiledRoleGrant[]>>()
  into.set(grant.action, collections)
  const purposes = collections.get(grant.collection) ?? new Map<string, CompiledRoleGrant[]>()
  collections.set(grant.collection, purposes)
  const purpose = grant.purpose ?? NONE
  purposes.set(purpose, [
    ...(purposes.get(purpose) ?? []),
    { fields: new Set(grant.fields), masked: grant.masked },
  ])
}
