import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { isAzukariError } from '../../platform/errors.ts'
import { matches } from './evaluate-filter.ts'
import type { AttributePath, CompareOperator, Filter } from './filter.ts'
import { parseFilter } from './parse-filter.ts'
import { userSchema } from './user-schema.ts'

const anna = {
  id: `per_${'1'.repeat(32)}`,
  externalId: 'A-1',
  userName: 'Anna.Berg@example.com',
  active: true,
  name: { familyName: 'Bérg', givenName: 'Anna' },
  emails: [
    { value: 'anna@work.example', type: 'work', primary: true },
    { value: 'anna@home.example', type: 'home' },
  ],
  meta: { created: '2026-03-01T10:00:00.000Z', resourceType: 'User' },
}
const is = (text: string) => matches(parseFilter(text), anna, userSchema)
const refuses = (text: string, scimType = 'invalidFilter') =>
  assert.throws(
    () => is(text),
    (error) => isAzukariError(error, 'scim_invalid') && error.extra.scimType === scimType,
    text,
  )

test('comparisons, as RFC 7644 means them', () => {
  const yes = [
    'userName eq "anna.berg@EXAMPLE.com"',
    'USERNAME Eq "anna.berg@example.com"',
    'urn:ietf:params:scim:schemas:core:2.0:User:userName sw "anna"',
    'urn:ietf:params:scim:schemas:core:2.0:User:name.givenName eq "Anna"',
    'userName ew ".com" and userName co "berg"',
    'externalId eq "A-1"',
    'externalId ne "a-1"',
    'name.familyName eq "B\\u00e9rg"',
    'name.familyName pr',
    'not (displayName pr)',
    'displayName eq null',
    'displayName ne "x"',
    'active eq true',
    'active eq "True"',
    'emails pr',
    'emails eq "anna@home.example"',
    'emails co "home"',
    'emails.type eq "work"',
    'emails[type eq "work" and value co "work"]',
    'emails[type eq "work"].value eq "anna@work.example"',
    'emails[primary eq true]',
    'meta.created gt "2026-02-28T23:59:59Z"',
    'meta.created le "2026-03-01T10:00:00Z"',
    'meta.created eq "2026-03-01T11:00:00+01:00"',
    'meta.resourceType eq "User"',
    'nosuch eq "x" or userName pr',
    'userName gt "ann" and userName lt "b"',
  ]
  for (const text of yes) assert.equal(is(text), true, text)
  const no = [
    'externalId eq "a-1"',
    'active eq false',
    'emails[type eq "home" and primary eq true]',
    'emails.type eq "other"',
    'nosuch pr',
    'nosuch[type eq "work"]',
    'urn:example:other:userName pr',
    'emails ne "anna@home.example"',
    'userName eq null',
    'userName eq 1',
  ]
  for (const text of no) assert.equal(is(text), false, text)
})

test('or binds looser than and, and that looser than not', () => {
  assert.equal(is('userName pr or nosuch pr and nosuch pr'), true)
  assert.equal(is('(userName pr or nosuch pr) and nosuch pr'), false)
  assert.equal(is('not (nosuch pr) and userName pr'), true)
  assert.equal(is('not (nosuch pr or userName pr)'), false)
})

test('what is no filter is refused, and nothing of it comes back', () => {
  const wrong = [
    '',
    'userName',
    'userName eq',
    'eq "x"',
    'userName eq x',
    "userName eq 'x'",
    'userName xx "x"',
    'userName eq "x" and',
    'userName eq "x" userName pr',
    '(userName pr',
    'userName pr)',
    'emails[type eq "work"',
    'emails]',
    'name.givenName.x pr',
    'name.givenName[type eq "x"]',
    'userName[value eq "x"]',
    'userName eq "a\u0000b"',
    'userName eq "\\x"',
    'userName eq 01',
    'active gt true',
    'active co "t"',
    'meta.created gt "yesterday"',
    'userName eq "x"; DROP TABLE identity.person',
    `userName eq "x' OR '1'='1" OR 1=1`,
    'userName eq "x" -- ',
    'userName eq "x" /* */',
    '\u0000',
    `${'('.repeat(30)}userName pr${')'.repeat(30)}`,
    `userName eq "${'x'.repeat(3000)}"`,
    Array.from({ length: 300 }, () => 'a pr').join(' or '),
  ]
  for (const text of wrong) refuses(text)
  assert.throws(
    () => parseFilter('userName eq hunter2'),
    (error) => error instanceof Error && !error.message.includes('hunter2'),
  )
})

test('text that looks like SQL is text', () => {
  const evil = `x' OR '1'='1"; DROP TABLE identity.person; --`
  const filter = parseFilter(`userName eq ${JSON.stringify(evil)}`)
  assert.deepEqual(filter, {
    kind: 'compare',
    path: { urn: undefined, name: 'userName', sub: undefined },
    operator: 'eq',
    value: evil,
  })
  assert.equal(matches(filter, anna, userSchema), false)
  assert.equal(matches(filter, { ...anna, userName: evil }, userSchema), true)
})

test('names of JavaScript itself are no attributes', () => {
  for (const name of ['constructor', 'toString', 'hasOwnProperty', 'prototype']) {
    assert.equal(is(`${name} pr`), false)
    assert.equal(is(`name.${name} pr`), false)
  }
})

const path = fc
  .record({
    urn: fc.constantFrom(undefined, 'urn:ietf:params:scim:schemas:core:2.0:User'),
    name: fc.constantFrom('userName', 'emails', 'x-y', 'and', 'not'),
    sub: fc.constantFrom(undefined, 'value', '$ref'),
  })
  .map((p): AttributePath => ({ ...p }))
const compare: fc.Arbitrary<Filter> = fc.record({
  kind: fc.constant('compare' as const),
  path,
  operator: fc.constantFrom<CompareOperator>('eq', 'ne', 'co', 'sw', 'ew', 'gt', 'ge', 'lt', 'le'),
  value: fc.oneof(
    fc.string(),
    fc.string({ unit: 'binary' }),
    fc.double({ noNaN: true, noDefaultInfinity: true }).map((n) => n + 0),
    fc.boolean(),
    fc.constant(null),
  ),
})
const present: fc.Arbitrary<Filter> = fc.record({ kind: fc.constant('present' as const), path })
const { tree } = fc.letrec<{ tree: Filter }>((tie) => ({
  tree: fc.oneof(
    { maxDepth: 3 },
    compare,
    present,
    fc.record({
      kind: fc.constantFrom('and' as const, 'or' as const),
      left: tie('tree'),
      right: tie('tree'),
    }),
    fc.record({ kind: fc.constant('not' as const), of: tie('tree') }),
    fc.record({
      kind: fc.constant('some' as const),
      path: path.map((p) => ({ ...p, sub: undefined })),
      filter: tie('tree'),
    }),
  ),
}))

function print(filter: Filter): string {
  const at = ({ urn, name, sub }: AttributePath) => `${urn ? `${urn}:` : ''}${name}${sub ? `.${sub}` : ''}`
  switch (filter.kind) {
    case 'and':
    case 'or':
      return `(${print(filter.left)}) ${filter.kind} (${print(filter.right)})`
    case 'not':
      return `not (${print(filter.of)})`
    case 'some':
      return `${at(filter.path)}[${print(filter.filter)}]`
    case 'present':
      return `${at(filter.path)} pr`
    case 'compare':
      return `${at(filter.path)} ${filter.operator} ${JSON.stringify(filter.value)}`
  }
}

test('a filter written down and read again is the same tree', () => {
  fc.assert(
    fc.property(tree, (filter) => {
      const text = print(filter)
      fc.pre(text.length <= 2000 && !text.includes('\u007f'))
      assert.deepEqual(parseFilter(text), structuredClone(filter))
    }),
    { numRuns: 500 },
  )
})

test('whatever is sent, the answer is a tree or a refusal, and quick', () => {
  const piece = fc.constantFrom(
    '(',
    ')',
    '[',
    ']',
    ' ',
    'not',
    'and',
    'or',
    'eq',
    'pr',
    '"a"',
    '"',
    '\\',
    'emails',
    '.value',
    'urn:',
    ':',
    '1',
    '-',
    'é',
    '\u0000',
  )
  fc.assert(
    fc.property(
      fc.oneof(
        fc.string({ unit: 'binary' }),
        fc.array(piece, { maxLength: 60 }).map((p) => p.join('')),
      ),
      (text) => {
        try {
          matches(parseFilter(text), anna, userSchema)
        } catch (error) {
          assert.ok(isAzukariError(error, 'scim_invalid'))
        }
      },
    ),
    { numRuns: 2000 },
  )
})
