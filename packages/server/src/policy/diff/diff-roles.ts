import { isDeepStrictEqual } from 'node:util'
import { roleGrantKey } from '../compile/compile-roles.ts'
import type { PolicyModel, RoleGrantModel, StaffRoleModel } from '../model.ts'
import { type Change, change, lists, pair, risky, type StoredFacts } from './change.ts'

/**
 * Differences between what roles let people do. One that comes to see values which are stored is accepted by name: whoever has the role now
 * was approved for less.
 */
export function diffRoles(before: PolicyModel, after: PolicyModel, facts: StoredFacts): Change[] {
  const { added, removed, both } = pair(before.roles ?? {}, after.roles ?? {})
  return [
    // Nobody can have it yet.
    ...added.map(([name]) =>
      change('staff-role-added', name, [
        'A new role; nobody has it yet.',
        '新しい役割です。まだ誰にも割り当てられていません。',
      ]),
    ),
    ...removed.map(([name]) => {
      const words = [
        'Whoever has this role can do nothing by it any more.',
        'この役割では何もできなくなります。',
      ] as const
      return change('staff-role-removed', name, words, 'notice')
    }),
    ...both.flatMap(([, old, now]) => (isDeepStrictEqual(old, now) ? [] : diffRole(old, now, before, facts))),
  ]
}

function diffRole(
  old: StaffRoleModel,
  now: StaffRoleModel,
  before: PolicyModel,
  facts: StoredFacts,
): Change[] {
  const { name } = now
  const actions = lists(old.actions, now.actions)
  const changes = [
    // What is not about a collection can give somebody a say over everything: it always asks for a look.
    ...actions.added.map((action) =>
      risky('staff-role-widened', `${name}/${action}`, [
        `Whoever has the role ${name} may now ${action}.`,
        `役割「${name}」を持つ人は${action}ができるようになります。`,
      ]),
    ),
    ...actions.removed.map((action) => narrowed(`${name}/${action}`)),
    ...diffGrants(old, now, before, facts),
  ]
  if (!isDeepStrictEqual(old.title, now.title)) {
    const words = ['People read another title.', '表示名が変わります。'] as const
    changes.push(change('staff-role-title-changed', name, words, 'notice'))
  }
  return changes
}

const narrowed = (path: string): Change =>
  change(
    'staff-role-narrowed',
    path,
    ['The role may do this no longer.', 'この役割ではできなくなります。'],
    'notice',
  )

function diffGrants(
  old: StaffRoleModel,
  now: StaffRoleModel,
  before: PolicyModel,
  facts: StoredFacts,
): Change[] {
  const keyed = ({ grants }: StaffRoleModel) => Object.fromEntries(grants.map((g) => [roleGrantKey(g), g]))
  const { added, removed, both } = pair(keyed(old), keyed(now))
  const path = (key: string) => `${now.name}/${key}`
  return [
    ...added.map(([key, grant]) => widened(path(key), now.name, grant, grant.fields, before, facts)),
    ...removed.map(([key]) => narrowed(path(key))),
    ...both.flatMap(([key, was, is]) => {
      const fields = lists(was.fields, is.fields)
      return [
        ...(fields.added.length > 0 ? [widened(path(key), now.name, is, fields.added, before, facts)] : []),
        ...(fields.removed.length > 0 ? [narrowed(path(key))] : []),
      ]
    }),
  ]
}

function widened(
  path: string,
  role: string,
  { action, collection }: RoleGrantModel,
  fields: readonly string[],
  before: PolicyModel,
  facts: StoredFacts,
): Change {
  const what = fields.length > 0 ? `: ${fields.join(', ')}` : ''
  const ja = fields.length > 0 ? `(${fields.join('、')})` : ''
  const words = [
    `Whoever has the role ${role} may now ${action} ${collection}${what}.`,
    `役割「${role}」を持つ人は${collection}に対して${action}ができるようになります${ja}。`,
  ] as const
  return risky('staff-role-widened', path, words, exposes(before, facts, collection, fields))
}

/** Whether something is stored that the role comes to reach. The counts know the names of the old policy only. */
function exposes(
  before: PolicyModel,
  facts: StoredFacts,
  collection: string,
  fields: readonly string[],
): boolean {
  const old = Object.hasOwn(before.collections, collection) ? before.collections[collection] : undefined
  if (old === undefined) return false
  if (fields.length === 0) return facts.records(collection) > 0
  return old.fields.some((f) => fields.includes(f.name) && facts.values(collection, f.name) > 0)
}
