import type { PolicyModel } from '../../policy/index.ts'

/** A policy laid out for the questions a decision asks; maps, so that a name from outside never finds a member of Object.prototype. */
export interface PolicyIndex {
  /** Collection → field → class. */
  readonly collections: ReadonlyMap<string, ReadonlyMap<string, string>>
  /** Purpose → classes it covers. */
  readonly purposes: ReadonlyMap<string, ReadonlySet<string>>
}

const indexes = new WeakMap<PolicyModel, PolicyIndex>()

/** Made once for a model. */
export function policyIndex(policy: PolicyModel): PolicyIndex {
  const known = indexes.get(policy)
  if (known !== undefined) return known
  const index: PolicyIndex = {
    collections: new Map(
      Object.entries(policy.collections).map(([name, { fields }]) => [
        name,
        new Map(fields.map((field) => [field.name, field.class])),
      ]),
    ),
    purposes: new Map(Object.entries(policy.purposes).map(([name, { classes }]) => [name, new Set(classes)])),
  }
  indexes.set(policy, index)
  return index
}
