import assert from 'node:assert/strict'
import { test } from 'node:test'
import { anna, find, GROUP, make } from '../test-support/scim-user.ts'
import { scimScene } from '../test-support/test-scim.ts'
import { mapGroup } from './group-roles.ts'
import { createScimToken, revokeScimToken } from './scim-tokens.ts'

test('errors have the form of RFC 7644 §3.12 and repeat nothing', async (t) => {
  const s = await scimScene(t)
  const wrong = await find(s, `userName eq "hunter2" OR 1=1 --`)
  assert.equal(wrong.status, 400)
  assert.deepEqual(wrong.body.schemas, ['urn:ietf:params:scim:api:messages:2.0:Error'])
  assert.equal(wrong.body.status, '400')
  assert.equal(wrong.body.scimType, 'invalidFilter')
  assert.ok(!JSON.stringify(wrong.body).includes('hunter2'))
  assert.equal((await s.send('POST', '/Users', '{"userName":')).body.scimType, 'invalidSyntax')
  assert.equal(
    (await s.send('POST', '/Users', '{"userName":"a","userName":"b"}')).body.scimType,
    'invalidSyntax',
  )
  assert.equal(
    (await s.send('POST', '/Users', { ...anna, userName: undefined })).body.scimType,
    'invalidValue',
  )
  assert.equal((await s.send('POST', '/Users', { ...anna, userName: 'admin' })).body.scimType, 'invalidValue')
  assert.equal((await s.send('POST', '/Users', anna, { 'content-type': 'text/plain' })).status, 415)
  assert.equal((await s.send('GET', '/Users/../../v1/health')).status, 404)
  assert.equal((await s.send('GET', "/Users/per_1'%20OR%20'1'='1")).status, 404)
})

test('filters cannot reach the database, whatever they say', async (t) => {
  const s = await scimScene(t)
  await make(s)
  const evil = [
    `x' OR '1'='1`,
    `x"; DROP TABLE identity.person; --`,
    `%`,
    `_`,
    `\\`,
    `$1`,
    `x' UNION SELECT hash FROM identity.scim_token --`,
  ]
  for (const value of evil) {
    for (const name of ['userName', 'externalId', 'displayName', 'id']) {
      const answer = await find(s, `${name} eq ${JSON.stringify(value)}`)
      assert.deepEqual([answer.status, answer.body.totalResults], [200, 0], value)
    }
  }
  assert.equal(await s.count('identity.person'), 1)
})

test('tokens: one tenant, ended at once, kept as a hash', async (t) => {
  const s = await scimScene(t)
  const { id } = (await make(s)).body
  const other = await createScimToken(s.deps, s.second, { title: 'Other directory' })
  const as = { authorization: `Bearer ${other.token}` }
  assert.equal((await s.send('GET', `/Users/${id}`, undefined, as)).status, 404)
  assert.equal((await s.send('GET', '/Users', undefined, as)).body.totalResults, 0)
  assert.equal((await s.send('DELETE', `/Users/${id}`, undefined, as)).status, 404)
  for (const authorization of [
    '',
    'Bearer x',
    'Bearer azc_x',
    `Bearer azk_${s.token.slice(4)}`,
    'Basic eDp5',
  ])
    assert.equal((await s.send('GET', '/Users', undefined, { authorization })).status, 401, authorization)
  const text = `SELECT count(*) AS n FROM identity.scim_token WHERE position($1::bytea in hash) > 0`
  const [row] = await s.db.owner.read.query<{ n: number }>({ text }, [Buffer.from(s.token)])
  assert.equal(row?.n, 0)
  await revokeScimToken(s.deps, s.by, s.tokenId)
  assert.equal((await s.send('GET', '/Users')).status, 401)
  assert.equal((await make(s, { userName: 'late@example.com' })).status, 401)
  const short = await createScimToken(s.deps, s.by, { title: 'Short lived', expiresMs: s.clock.ms + 1000 })
  s.clock.ms += 1000
  assert.equal(
    (await s.send('GET', '/Users', undefined, { authorization: `Bearer ${short.token}` })).status,
    401,
  )
})

test('nothing of a person is readable in the tables or the log', async (t) => {
  const s = await scimScene(t)
  await make(s, { displayName: 'Zanzibar Quux' })
  await s.send('POST', '/Groups', { schemas: [GROUP], displayName: 'Zanzibar People' })
  for (const table of ['identity.person', 'identity.scim_user', 'identity.scim_group', 'audit.pending']) {
    const text = `SELECT string_agg(encode(x::text::bytea, 'escape'), '') AS all FROM ${table} x`
    const [row] = await s.db.owner.read.query<{ all: string | null }>({ text })
    const bytes = row?.all ?? ''
    for (const word of ['Zanzibar', 'anna.berg', Buffer.from('Zanzibar').toString('hex')])
      assert.ok(!bytes.includes(word), `${word} in ${table}`)
  }
})

test('a directory gives a role to nobody who has left, and to a member only what people approved', async (t) => {
  const s = await scimScene(t)
  const { id } = (await make(s)).body
  await s.send('PATCH', `/Users/${id}`, {
    schemas: ['urn:ietf:params:scim:api:messages:2.0:PatchOp'],
    Operations: [{ op: 'replace', path: 'active', value: false }],
  })
  const group = (await s.send('POST', '/Groups', { schemas: [GROUP], displayName: 'Administrators' })).body
  const put = (members: readonly object[]) =>
    s.send('PUT', `/Groups/${group.id}`, { schemas: [GROUP], displayName: 'Administrators', members })
  assert.equal((await put([{ value: id }])).status, 200)
  assert.deepEqual(s.roles, [], 'no name of a group means a role')
  await put([])
  const people = { requestedBy: `per_${'1'.repeat(32)}`, approvedBy: `per_${'2'.repeat(32)}` }
  await s.writer.transaction(s.by.tenant, (tx, entries) =>
    mapGroup(s.deps, tx, entries, s.by, { group: group.id, role: 'support', request: undefined, ...people }),
  )
  assert.equal((await put([{ value: id }])).status, 200)
  assert.deepEqual(s.roles, [], 'whoever left is a member on paper')
})
