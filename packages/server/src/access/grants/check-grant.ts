import {
  type Action,
  type CollectionModel,
  type CollectionRule,
  clauseOf,
  collectionRule,
  isTenantAction,
  type PolicyModel,
} from '../../policy/index.ts'
import { grantInvalid } from '../errors.ts'

/** What a grant is to cover. `classes` is short for the fields that these classes have now: a field added to the policy later is not granted. */
export interface GrantScope {
  readonly action: Action
  readonly collection?: string | undefined
  readonly fields?: readonly string[] | undefined
  readonly classes?: readonly string[] | undefined
  readonly purpose?: string | undefined
  /** Only masked values. */
  readonly masked?: boolean | undefined
}

export interface CheckedScope {
  readonly action: Action
  readonly collection: string | null
  /** Sorted, each once. */
  readonly fields: readonly string[]
  readonly purpose: string | null
  readonly masked: boolean
}

const MOST_FIELDS = 500

/** Spells a scope out against the policy. Throws `grant_invalid`; names of the policy are told, texts from outside are not. */
export function checkScope(scope: GrantScope, policy: PolicyModel): CheckedScope {
  const { action, purpose } = scope
  if (isTenantAction(action)) {
    const more = scope.collection ?? scope.fields ?? scope.classes ?? purpose ?? scope.masked
    if (more !== undefined)
      throw wrong(policy, '', `${action} is not about a collection: leave everything else out`)
    return { action, collection: null, fields: [], purpose: null, masked: false }
  }
  const rule = collectionRule(action)
  if (rule === undefined) throw wrong(policy, '/action', 'there is no such action')
  const collection = collectionOf(scope, policy)
  const fields = fieldsOf(scope, collection, rule, policy)
  if (rule.purpose) checkPurpose(purpose, fields, collection, policy)
  else if (purpose !== undefined) throw wrong(policy, '/purpose', `${action} has no purpose of its own`)
  if (scope.masked === true && action !== 'reveal')
    throw wrong(policy, '/masked', 'only a reveal can be masked')
  const masked = scope.masked === true
  return {
    action,
    collection: collection.name,
    fields,
    purpose: rule.purpose ? (purpose ?? null) : null,
    masked,
  }
}

function collectionOf({ collection: name }: GrantScope, policy: PolicyModel): CollectionModel {
  const known = Object.keys(policy.collections)
  const collection = name !== undefined && known.includes(name) ? policy.collections[name] : undefined
  if (collection === undefined) throw wrong(policy, '/collection', `name one of: ${known.join(', ')}`)
  return collection
}

function fieldsOf(
  scope: GrantScope,
  collection: CollectionModel,
  rule: CollectionRule,
  policy: PolicyModel,
): string[] {
  const { fields = [], classes = [] } = scope
  if (rule.fields === 'none') {
    if (scope.fields ?? scope.classes)
      throw wrong(policy, '/fields', `${scope.action} touches no fields: leave them out`)
    return []
  }
  const known = new Map(collection.fields.map((field) => [field.name, field.class]))
  if (!fields.every((name) => known.has(name)))
    throw wrong(policy, '/fields', `not every one is a field of ${collection.name}`)
  const held = new Set(known.values())
  if (!classes.every((name) => held.has(name)))
    throw wrong(policy, '/classes', `no field of ${collection.name} has that class`)
  const ofClasses = collection.fields
    .filter((field) => classes.includes(field.class))
    .map((field) => field.name)
  const all = [...new Set([...fields, ...ofClasses])].sort()
  if (all.length === 0) throw wrong(policy, '/fields', 'name the fields, or classes whose fields are meant')
  if (all.length > MOST_FIELDS) throw wrong(policy, '/fields', `a grant covers at most ${MOST_FIELDS} fields`)
  return all
}

function checkPurpose(
  name: string | undefined,
  fields: readonly string[],
  collection: CollectionModel,
  policy: PolicyModel,
): void {
  const known = Object.keys(policy.purposes)
  const purpose = name !== undefined && known.includes(name) ? policy.purposes[name] : undefined
  if (purpose === undefined) throw wrong(policy, '/purpose', `name one of: ${known.join(', ')}`)
  const beyond = collection.fields.find((f) => fields.includes(f.name) && !purpose.classes.includes(f.class))
  if (beyond)
    throw wrong(
      policy,
      '/fields',
      `${purpose.name} does not cover ${beyond.class}, the class of ${beyond.name}`,
    )
}

const wrong = (policy: PolicyModel, pointer: string, detail: string) =>
  grantInvalid(detail, { where: { pointer }, extra: { clause: clauseOf(policy, 'default-deny') } })
