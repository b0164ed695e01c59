import assert from 'node:assert/strict'
import { test } from 'node:test'
import { anna, find, GROUP, make, USER } from '../test-support/scim-user.ts'
import { type ScimScene, scimScene } from '../test-support/test-scim.ts'

const PATCH = 'urn:ietf:params:scim:api:messages:2.0:PatchOp'

const patch = (s: ScimScene, path: string, ...operations: object[]) =>
  s.send('PATCH', path, { schemas: [PATCH], Operations: operations })

test('discovery tells what is done and what is not', async (t) => {
  const s = await scimScene(t)
  const config = await s.send('GET', '/ServiceProviderConfig')
  assert.equal(config.status, 200)
  assert.match(config.headers.get('content-type') ?? '', /^application\/scim\+json/)
  assert.deepEqual(
    ['patch', 'bulk', 'filter', 'changePassword', 'sort', 'etag'].map((name) => config.body[name].supported),
    [true, false, true, false, false, true],
  )
  assert.equal((await s.send('GET', '/ResourceTypes')).body.totalResults, 2)
  assert.equal((await s.send('GET', '/ResourceTypes/User')).body.endpoint, '/Users')
  assert.equal((await s.send('GET', `/Schemas/${GROUP}`)).body.id, GROUP)
  const names = (await s.send('GET', '/Schemas')).body.Resources.map((r: { id: string }) => r.id)
  assert.deepEqual(names, [USER, GROUP])
  assert.equal((await s.send('GET', '/Schemas?filter=id%20pr')).status, 403)
  assert.equal((await s.send('GET', '/Schemas/nosuch')).status, 404)
  for (const path of ['/Bulk', '/Me']) assert.equal((await s.send('POST', path, {})).status, 501)
  assert.equal((await s.send('PUT', '/Users', anna)).status, 405)
})

test('a user from the first to the last', async (t) => {
  const s = await scimScene(t)
  const made = await make(s)
  assert.equal(made.status, 201)
  assert.match(made.body.id, /^per_[0-9a-f]{32}$/)
  assert.equal(made.headers.get('location'), made.body.meta.location)
  assert.equal(made.headers.get('etag'), 'W/"1"')
  assert.equal(made.body.userName, anna.userName)
  assert.equal((await make(s)).body.scimType, 'uniqueness')
  assert.equal((await make(s, { userName: 'other@example.com' })).status, 409, 'the address is in use')

  const path = `/Users/${made.body.id}`
  assert.deepEqual((await s.send('GET', path)).body, made.body)
  for (const filter of [
    'userName eq "anna.BERG@example.com"',
    'externalId eq "A-1"',
    `id eq "${made.body.id}"`,
    'emails[type eq "work"].value co "berg"',
    'active eq "True"',
  ])
    assert.equal((await find(s, filter)).body.totalResults, 1, filter)
  assert.equal((await find(s, 'externalId eq "a-1"')).body.totalResults, 0)

  const put = await s.send('PUT', path, { ...anna, displayName: 'Anna B', externalId: undefined })
  assert.equal(put.status, 200)
  assert.equal(put.body.externalId, undefined)
  assert.equal(put.headers.get('etag'), 'W/"2"')
  const patched = await patch(s, path, { op: 'Replace', path: 'name.familyName', value: 'Ek' })
  assert.equal(patched.body.name.familyName, 'Ek')
  const same = await patch(s, path, { op: 'Replace', path: 'name.familyName', value: 'Ek' })
  assert.equal(
    same.headers.get('etag'),
    patched.headers.get('etag'),
    'nothing changed, so it is no new version',
  )

  assert.equal((await s.send('DELETE', path)).status, 204)
  assert.equal((await s.send('GET', path)).status, 404)
  assert.equal((await find(s, 'userName eq "anna.berg@example.com"')).body.totalResults, 0)
  assert.equal(await s.count('identity.person', `state = 'left'`), 1, 'who left stays known')
  assert.equal((await make(s)).status, 201, 'the name is free again')
})

test('versions: If-Match, If-None-Match', async (t) => {
  const s = await scimScene(t)
  const path = `/Users/${(await make(s)).body.id}`
  const none = await s.send('GET', path, undefined, { 'if-none-match': 'W/"1"' })
  assert.equal(none.status, 304)
  assert.equal((await s.send('PUT', path, anna, { 'if-match': 'W/"7"' })).status, 412)
  assert.equal((await s.send('DELETE', path, undefined, { 'if-match': '"7"' })).status, 412)
  assert.equal(
    (await s.send('PUT', path, { ...anna, displayName: 'x y' }, { 'if-match': 'W/"1"' })).status,
    200,
  )
  assert.equal((await s.send('GET', path, undefined, { 'if-none-match': 'W/"1"' })).status, 200)
  assert.equal((await s.send('DELETE', path, undefined, { 'if-match': 'W/"1", W/"2"' })).status, 204)
})

test('lists: pages from one, attributes, search', async (t) => {
  const s = await scimScene(t)
  for (const n of [1, 2, 3, 4, 5]) {
    s.clock.ms++
    await make(s, { userName: `anna${n}@example.com`, emails: undefined, externalId: `A-${n}` })
  }
  const page = await s.send('GET', '/Users?startIndex=2&count=2')
  assert.deepEqual([page.body.totalResults, page.body.startIndex, page.body.itemsPerPage], [5, 2, 2])
  assert.deepEqual(
    page.body.Resources.map((r: { externalId: string }) => r.externalId),
    ['A-2', 'A-3'],
  )
  assert.equal((await s.send('GET', '/Users?count=0')).body.Resources.length, 0)
  assert.equal((await s.send('GET', '/Users?startIndex=-3&count=-1')).body.totalResults, 5)
  assert.equal((await s.send('GET', '/Users?startIndex=99')).body.itemsPerPage, 0)
  const filtered = await s.send(
    'GET',
    `/Users?count=2&startIndex=2&filter=${encodeURIComponent('externalId sw "A-" and not (externalId eq "A-1")')}`,
  )
  assert.equal(filtered.body.totalResults, 4)
  assert.deepEqual(
    filtered.body.Resources.map((r: { externalId: string }) => r.externalId),
    ['A-3', 'A-4'],
  )
  const few = await s.send('GET', '/Users?attributes=userName,name.givenName&count=1')
  assert.deepEqual(Object.keys(few.body.Resources[0]).sort(), ['id', 'name', 'schemas', 'userName'])
  assert.deepEqual(few.body.Resources[0].name, { givenName: 'Anna' })
  const without = await s.send('GET', '/Users?excludedAttributes=name,id&count=1')
  assert.equal(without.body.Resources[0].name, undefined)
  assert.match(without.body.Resources[0].id, /^per_/)
  await s.send('POST', '/Groups', { schemas: [GROUP], displayName: 'Support' })
  const all = await s.send('POST', '/.search', { startIndex: 5, count: 2 })
  assert.deepEqual(
    all.body.Resources.map((r: { meta: { resourceType: string } }) => r.meta.resourceType),
    ['User', 'Group'],
  )
  assert.equal(
    (await s.send('POST', '/Users/.search', { filter: 'externalId eq "A-2"' })).body.totalResults,
    1,
  )
})

test('groups: members, roles of a mapped group, and what is not taken', async (t) => {
  const s = await scimScene(t)
  const { id } = (await make(s)).body
  const made = await s.send('POST', '/Groups', {
    schemas: [GROUP],
    displayName: 'Support',
    members: [{ value: id }],
  })
  assert.equal(made.status, 201)
  assert.equal(made.body.members[0].value, id)
  const path = `/Groups/${made.body.id}`
  assert.equal((await s.send('GET', `/Users/${id}`)).body.groups[0].value, made.body.id)
  assert.equal(
    (await s.send('GET', '/Groups?excludedAttributes=members')).body.Resources[0].members,
    undefined,
  )
  const same = await patch(s, path, { op: 'add', path: 'members', value: [{ value: id }] })
  assert.equal(same.headers.get('etag'), 'W/"1"')
  assert.equal(
    (await patch(s, path, { op: 'add', path: 'members', value: [{ value: `per_${'0'.repeat(32)}` }] })).body
      .scimType,
    'invalidValue',
  )
  assert.equal(
    (await patch(s, path, { op: 'add', path: 'members', value: [{ value: made.body.id, type: 'Group' }] }))
      .status,
    400,
  )
  const gone = await patch(s, path, { op: 'Remove', path: `members[value eq "${id}"]` })
  assert.equal(gone.body.members, undefined)
  assert.equal((await s.send('DELETE', path)).status, 204)
  assert.equal((await s.send('GET', path)).status, 404)
})

test('active false and DELETE end everything; who comes back has nothing', async (t) => {
  const s = await scimScene(t)
  const { id } = (await make(s)).body
  await s.db.owner.read.query(
    {
      text: `INSERT INTO identity.service (tenant, id, name, folded, owner, created_ms, created_by)
           SELECT tenant, decode(repeat('ab', 16), 'hex'), 'their tool', 'their-tool', $1, 1, $1 FROM identity.person`,
    },
    [id],
  )
  const off = await patch(s, `/Users/${id}`, { op: 'Replace', path: 'active', value: 'False' })
  assert.equal(off.status, 200)
  assert.equal(off.body.active, false)
  assert.equal(await s.count('identity.person', `state = 'left' AND left_ms IS NOT NULL`), 1)
  assert.equal(await s.count('identity.service', 'disabled_ms IS NOT NULL'), 1)
  assert.equal(await s.count('identity.leaver_task', 'done_ms IS NULL'), 2)
  const left = await s.entries('person.left')
  assert.equal(left.length, 1)
  assert.ok(!JSON.stringify(left).includes(id.slice(4)), 'a person is committed to, not named')
  const back = await patch(s, `/Users/${id}`, { op: 'Replace', path: 'active', value: true })
  assert.equal(back.body.active, true)
  assert.equal(await s.count('identity.person', `state = 'invited'`), 1)
  assert.equal(await s.count('identity.service', 'disabled_ms IS NULL'), 0)
  assert.equal((await s.send('DELETE', `/Users/${id}`)).status, 204)
  assert.equal(await s.count('identity.leaver'), 2)
})

test('somebody may not come back under a name that is another’s by now', async (t) => {
  const s = await scimScene(t)
  const { id } = (await make(s)).body
  await patch(s, `/Users/${id}`, { op: 'replace', path: 'active', value: false })
  assert.equal((await make(s)).status, 201)
  assert.equal((await patch(s, `/Users/${id}`, { op: 'replace', path: 'active', value: true })).status, 409)
})
