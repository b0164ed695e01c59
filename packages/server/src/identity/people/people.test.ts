import assert from 'node:assert/strict'
import { test } from 'node:test'
import { BEN, join } from '../../../test/people/invited.ts'
import { AIKO, PASSWORD, peopleSite } from '../../../test/people/people-site.ts'
import { program } from '../../../test/people/program.ts'
import { invitePerson } from './invite-person.ts'

test('only who may sees people and looks after them, and only those of the own tenant', async (t) => {
  const site = await peopleSite(t)
  const manager = await program(site, ['manage-people', 'read-access'])
  const { person } = (await manager.post('/people/invitations', BEN)).body
  const nobody = await program(site, ['read-status'])
  const reader = await program(site, ['read-access'])
  const stranger = await program(site, ['manage-people', 'read-access'], site.w.second)
  const asked: ['get' | 'post', string, object | undefined][] = [
    ['get', '/people', undefined],
    ['get', `/people/${person}`, undefined],
    ['get', `/people/${person}/sessions`, undefined],
    ['post', '/people/invitations', BEN],
    ['post', `/people/${person}/suspend`, undefined],
    ['post', `/people/${person}/resume`, undefined],
    ['post', `/people/${person}/invite-again`, undefined],
    ['post', `/people/${person}/sessions/revoke`, undefined],
  ]
  for (const [method, path, body] of asked) {
    assert.equal((await nobody[method](path, body as never)).body.code, 'action_denied', path)
    assert.equal((await site.browser()[method](path, body as never)).status, 401, path)
    const seen = path === '/people' || path === `/people/${person}`
    assert.equal((await reader[method](path, body as never)).status, seen ? 200 : 403, path)
    if (path.includes(String(person))) {
      assert.equal((await stranger[method](path, body as never)).body.code, 'person_not_found', path)
    }
  }
  assert.deepEqual((await stranger.get('/people')).body.items, [])
  // The same names are free in another tenant, and neither sees the other's.
  assert.equal((await stranger.post('/people/invitations', BEN)).status, 201)
  assert.equal(
    (await manager.get('/people/per_00000000000000000000000000000000')).body.code,
    'person_not_found',
  )
})

test('people come a page at a time, each once', async (t) => {
  const site = await peopleSite(t)
  const manager = await program(site, ['manage-people', 'read-access'])
  for (let i = 0; i < 5; i++) {
    site.w.clock.ms += 1
    await invitePerson(site.deps, site.w.first, {
      ...BEN,
      userName: `ben.${i}x`,
      email: `ben${i}@example.com`,
    })
  }
  const seen: unknown[] = []
  for (let after: unknown, turn = 0; turn < 5; turn++) {
    const { body } = await manager.get(`/people?limit=2${after === undefined ? '' : `&after=${after}`}`)
    seen.push(...(body.items as { userName: string }[]).map(({ userName }) => userName))
    after = body.next
    if (after === undefined) break
  }
  assert.deepEqual(seen, ['ben.0x', 'ben.1x', 'ben.2x', 'ben.3x', 'ben.4x'])
  assert.deepEqual((await manager.get('/people?state=active')).body.items, [])
})

test('a person changes their own name and zone, and sees and ends only their own sessions', async (t) => {
  const site = await peopleSite(t)
  const { browser } = await site.setUp()
  const made = await invitePerson(site.deps, site.w.first, BEN)
  const ben = await join(site, made.link)
  assert.deepEqual((await browser.put('/me', { name: 'Tanabe Aiko', zone: 'Europe/Paris' })).body, {
    name: 'Tanabe Aiko',
    locale: AIKO.locale,
    zone: 'Europe/Paris',
  })
  assert.equal((await browser.put('/me', { name: 'Administrator' })).body.code, 'person_name_generic')
  assert.equal((await browser.put('/me', { zone: 'Nowhere' })).body.code, 'locale_invalid')
  const { items } = (await ben.get('/me/sessions')).body as {
    items: { id: string; address: string; agent: string }[]
  }
  assert.deepEqual([items[0]?.address, items[0]?.agent], ['127.0.0.1', 'test browser'])
  assert.equal((await browser.post(`/me/sessions/${items[0]?.id}/revoke`)).body.code, 'session_not_found')
  assert.equal((await ben.get('/me')).status, 200)
  assert.equal(
    (await site.browser().post('/sign-in', { userName: AIKO.userName, password: PASSWORD })).status,
    200,
  )
})
