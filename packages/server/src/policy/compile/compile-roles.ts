import { collectionRule } from '../actions.ts'
import type { CollectionModel, PurposeModel, RoleGrantModel, StaffRoleModel } from '../model.ts'
import type { RoleDocument, RoleGrantDocument } from '../parse/document.ts'
import type { Path } from '../problem.ts'
import { type CompileContext, complain, noRepeats, resolveName } from './compile-context.ts'

interface Known {
  readonly collections: Readonly<Record<string, CollectionModel>>
  readonly purposes: Readonly<Record<string, PurposeModel>>
}

/** Compiles the roles; undefined when the policy has none. Classes are spelt out as the fields they have. */
export function compileRoles(
  context: CompileContext,
  known: Known,
): Readonly<Record<string, StaffRoleModel>> | undefined {
  const { roles } = context.parsed.document
  if (roles === undefined) return undefined
  return Object.fromEntries(
    Object.entries(roles).map(([name, role]) => [name, compileRole(context, known, name, role)]),
  )
}

function compileRole(
  context: CompileContext,
  known: Known,
  name: string,
  role: RoleDocument,
): StaffRoleModel {
  const path: Path = ['roles', name]
  const actions = role.actions ?? []
  noRepeats(context, actions, [...path, 'actions'])
  const grants = (role.grants ?? []).flatMap((grant, i) =>
    compileGrant(context, known, grant, [...path, 'grants', i]),
  )
  if (actions.length === 0 && (role.grants ?? []).length === 0) {
    complain(
      context,
      path,
      'role_empty',
      `The role "${name}" lets nobody do anything.`,
      'Add "actions:" or "grants:".',
      {
        onKey: true,
      },
    )
  }
  return { name, title: role.title, actions: [...actions].sort(), grants: merged(grants) }
}

function compileGrant(
  context: CompileContext,
  known: Known,
  grant: RoleGrantDocument,
  path: Path,
): RoleGrantModel[] {
  const collection = resolveName(
    context,
    known.collections,
    grant.collection,
    [...path, 'collection'],
    'collection',
  )
  noRepeats(context, grant.actions, [...path, 'actions'])
  const purpose =
    grant.purpose === undefined
      ? undefined
      : resolveName(context, known.purposes, grant.purpose, [...path, 'purpose'], 'purpose')
  if (collection === undefined || (grant.purpose !== undefined && purpose === undefined)) return []
  const fields = fieldsOf(context, grant, collection, path)
  return grant.actions.map((action, i) => {
    const at = [...path, 'actions', i]
    checkAction(context, grant, action, at)
    if (purpose !== undefined) checkCovered(context, collection, fields, purpose, [...path, 'purpose'])
    const rule = collectionRule(action)
    return {
      action,
      collection: collection.name,
      fields: rule?.fields === 'none' ? [] : fields,
      purpose: rule?.purpose === true ? (purpose?.name ?? null) : null,
      masked: grant.masked ?? false,
    }
  })
}

function fieldsOf(
  context: CompileContext,
  grant: RoleGrantDocument,
  collection: CollectionModel,
  path: Path,
): string[] {
  const { fields = [], classes = [] } = grant
  const byName = Object.fromEntries(collection.fields.map((f) => [f.name, f]))
  const byClass = Object.fromEntries(collection.fields.map((f) => [f.class, f]))
  noRepeats(context, fields, [...path, 'fields'])
  noRepeats(context, classes, [...path, 'classes'])
  for (const [i, name] of fields.entries())
    resolveName(context, byName, name, [...path, 'fields', i], 'field')
  for (const [i, name] of classes.entries())
    resolveName(context, byClass, name, [...path, 'classes', i], 'class')
  const ofClasses = collection.fields.filter((f) => classes.includes(f.class)).map((f) => f.name)
  return [...new Set([...fields, ...ofClasses])].sort()
}

function checkAction(
  context: CompileContext,
  { fields, classes, purpose, masked }: RoleGrantDocument,
  action: string,
  at: Path,
): void {
  const rule = collectionRule(action)
  const named = fields !== undefined || classes !== undefined
  const say = (message: string, fix: string) => complain(context, at, 'role_action', message, fix)
  if (rule?.fields === 'some' && !named) say(`"${action}" needs fields.`, 'Add "fields:" or "classes:".')
  if (rule?.fields === 'none' && named)
    say(`"${action}" touches no fields.`, 'Put it in a grant of its own, without "fields:" and "classes:".')
  if (rule?.purpose === true && purpose === undefined) say(`"${action}" needs a purpose.`, 'Add "purpose:".')
  if (rule?.purpose !== true && purpose !== undefined)
    say(`"${action}" has no purpose of its own.`, 'Put it in a grant of its own, without "purpose:".')
  if (masked === true && action !== 'reveal')
    say('Only a reveal can be masked.', 'Put it in a grant of its own, without "masked:".')
}

function checkCovered(
  context: CompileContext,
  collection: CollectionModel,
  fields: readonly string[],
  purpose: PurposeModel,
  at: Path,
): void {
  const beyond = collection.fields.find((f) => fields.includes(f.name) && !purpose.classes.includes(f.class))
  if (beyond === undefined) return
  const message = `"${purpose.name}" does not cover ${beyond.class}, the class of ${beyond.name}.`
  complain(context, at, 'purpose_too_narrow', message, 'Leave the field out, or name another purpose.')
}

/** One grant for each action, collection, purpose and mask, in a fixed order, so that the same rights are the same model however written. */
function merged(grants: readonly RoleGrantModel[]): RoleGrantModel[] {
  const byKey = new Map<string, RoleGrantModel>()
  for (const grant of grants) {
    const key = roleGrantKey(grant)
    const fields = [...new Set([...(byKey.get(key)?.fields ?? []), ...grant.fields])].sort()
    byKey.set(key, { ...grant, fields })
  }
  return [...byKey].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, grant]) => grant)
}

export const roleGrantKey = ({ collection, action, purpose, masked }: RoleGrantModel): string =>
  [collection, action, ...(purpose === null ? [] : [purpose]), ...(masked ? ['masked'] : [])].join('/')
