import assert from 'node:assert/strict'
import { test } from 'node:test'
import { isAzukariError } from '../../platform/errors.ts'
import { applyPatch } from './apply-patch.ts'
import { groupSchema } from './group-schema.ts'
import type { Resource, ResourceSchema } from './schema.ts'
import { userSchema } from './user-schema.ts'

const PATCH = 'urn:ietf:params:scim:api:messages:2.0:PatchOp'
const anna: Resource = {
  userName: 'anna',
  active: true,
  name: { givenName: 'Anna', familyName: 'Berg' },
  emails: [
    { value: 'a@work.example', type: 'work', primary: true },
    { value: 'a@home.example', type: 'home' },
  ],
}
const patch = (operations: unknown, of: Resource = anna, schema: ResourceSchema = userSchema) =>
  applyPatch(of, { schemas: [PATCH], Operations: operations }, schema)
const refuses = (operations: unknown, scimType: string, schema = userSchema, of = anna) =>
  assert.throws(
    () => patch(operations, of, schema),
    (error) => {
      assert.ok(isAzukariError(error, 'scim_invalid'))
      assert.equal(error.extra.scimType, scimType, error.message)
      return true
    },
    JSON.stringify(operations),
  )

test('add, replace and remove', () => {
  assert.equal(patch([{ op: 'add', path: 'displayName', value: 'A' }]).displayName, 'A')
  assert.equal(
    patch([{ op: 'replace', path: 'name.givenName', value: 'Ann' }]).name?.['givenName' as never],
    'Ann',
  )
  assert.deepEqual(patch([{ op: 'replace', path: 'name', value: { givenName: 'Ann' } }]).name, {
    givenName: 'Ann',
    familyName: 'Berg',
  })
  assert.equal(patch([{ op: 'remove', path: 'name' }]).name, undefined)
  assert.deepEqual(patch([{ op: 'remove', path: 'name.givenName' }]).name, { familyName: 'Berg' })
  assert.deepEqual(patch([{ op: 'remove', path: 'emails[type eq "home"]' }]).emails, [
    { value: 'a@work.example', type: 'work', primary: true },
  ])
  assert.equal(patch([{ op: 'remove', path: 'emails' }]).emails, undefined)
  assert.deepEqual(patch([{ op: 'add', value: { displayName: 'A', externalId: 'e' } }]), {
    ...anna,
    displayName: 'A',
    externalId: 'e',
  })
})

test('a value added twice is there once, and one value is primary', () => {
  const added = patch([
    { op: 'add', path: 'emails', value: [{ value: 'new@example', type: 'other', primary: true }] },
    { op: 'add', path: 'emails', value: [{ value: 'new@example', type: 'other', primary: true }] },
  ])
  const emails = added.emails as { value: string; primary?: boolean }[]
  assert.equal(emails.length, 3)
  assert.deepEqual(
    emails.filter((e) => e.primary === true).map((e) => e.value),
    ['new@example'],
  )
})

test('what Entra ID sends', () => {
  assert.equal(patch([{ op: 'Replace', path: 'active', value: 'False' }]).active, false)
  assert.equal(patch([{ op: 'Replace', value: { active: 'False' } }]).active, false)
  assert.deepEqual(
    patch([{ op: 'Replace', path: 'emails[type eq "work"].value', value: 'b@work.example' }]).emails,
    [
      { value: 'b@work.example', type: 'work', primary: true },
      { value: 'a@home.example', type: 'home' },
    ],
  )
  const other = patch([{ op: 'Add', path: 'emails[type eq "other"].value', value: 'o@example' }]).emails
  assert.deepEqual((other as unknown[])[2], { type: 'other', value: 'o@example' })
  const dotted = patch([
    { op: 'replace', value: { 'name.givenName': 'Ann', 'emails[type eq "work"].value': 'c@work.example' } },
  ])
  assert.deepEqual(dotted.name, { givenName: 'Ann', familyName: 'Berg' })
  assert.equal((dotted.emails as { value: string }[])[0]?.value, 'c@work.example')
  // Attributes of the directory that are not kept.
  const passed = patch([
    { op: 'Add', path: 'title', value: 'x' },
    { op: 'Add', path: 'phoneNumbers[type eq "work"].value', value: '1' },
    { op: 'Add', path: 'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:department', value: 'x' },
  ])
  assert.deepEqual(passed, anna)
})

test('members: Entra ID takes one away by its value, Okta replaces all or names it in the path', () => {
  const group: Resource = { displayName: 'g', members: [{ value: 'a' }, { value: 'b' }] }
  const members = (operations: unknown) => patch(operations, group, groupSchema).members
  assert.deepEqual(members([{ op: 'Remove', path: 'members', value: [{ value: 'a' }] }]), [{ value: 'b' }])
  assert.deepEqual(members([{ op: 'remove', path: 'members[value eq "a"]' }]), [{ value: 'b' }])
  assert.deepEqual(members([{ op: 'replace', path: 'members', value: [{ value: 'c', display: 'C' }] }]), [
    { value: 'c' },
  ])
  assert.deepEqual(members([{ op: 'add', path: 'members', value: [{ value: 'c' }, { value: 'a' }] }]), [
    { value: 'a' },
    { value: 'b' },
    { value: 'c' },
  ])
  assert.equal(members([{ op: 'remove', path: 'members' }]), undefined)
  assert.deepEqual(
    patch([{ op: 'replace', value: { id: 'x', displayName: 'new' } }], group, groupSchema).displayName,
    'new',
  )
})

test('all operations or none, and the resource given stays as it was', () => {
  const before = structuredClone(anna)
  refuses(
    [
      { op: 'replace', path: 'displayName', value: 'x' },
      { op: 'replace', path: 'nosuch', value: 1 },
    ],
    'invalidPath',
  )
  assert.deepEqual(anna, before)
})

test('what cannot be done is refused in the words of RFC 7644', () => {
  refuses([{ op: 'move', path: 'displayName', value: 'x' }], 'invalidSyntax')
  refuses([], 'invalidSyntax')
  refuses('x', 'invalidSyntax')
  refuses([{ op: 'remove' }], 'noTarget')
  refuses([{ op: 'remove', path: 'userName' }], 'mutability')
  refuses([{ op: 'replace', path: 'id', value: 'x' }], 'mutability')
  refuses([{ op: 'replace', path: 'groups', value: [] }], 'mutability')
  refuses([{ op: 'replace', path: 'nosuch', value: 'x' }], 'invalidPath')
  refuses([{ op: 'replace', path: 'name.nosuch', value: 'x' }], 'invalidPath')
  refuses([{ op: 'replace', path: 'emails[type eq', value: 'x' }], 'invalidPath')
  refuses([{ op: 'replace', path: 'emails[type eq "fax"].value', value: 'x' }], 'noTarget')
  refuses([{ op: 'replace', path: 'active', value: 'perhaps' }], 'invalidValue')
  refuses([{ op: 'replace', path: 'userName', value: '' }], 'invalidValue')
  refuses([{ op: 'replace', path: 'userName', value: ['a', 'b'] }], 'invalidValue')
  refuses([{ op: 'replace', path: 'displayName' }], 'invalidValue')
  refuses([{ op: 'replace', value: 'x' }], 'invalidValue')
  refuses(
    Array.from({ length: 101 }, () => ({ op: 'add', path: 'displayName', value: 'x' })),
    'invalidSyntax',
  )
  refuses([{ op: 'add', value: { __proto__: null, constructor: 'x' } }], 'invalidPath')
})

test('nothing reaches an object’s prototype', () => {
  const body = JSON.parse('[{"op":"add","value":{"__proto__":{"active":false}}}]')
  refuses(body, 'invalidPath')
  assert.equal(({} as { active?: boolean }).active, undefined)
})
