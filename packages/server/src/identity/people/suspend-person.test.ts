import assert from 'node:assert/strict'
import { test } from 'node:test'
import { BEN, BENS, join } from '../../../test/people/invited.ts'
import { codeAt, MINUTE, peopleSite } from '../../../test/people/people-site.ts'
import { asPerson, program } from '../../../test/people/program.ts'
import { suspendPerson } from './suspend-person.ts'

test('a suspended person is out at once, on every server, and comes back by signing in', async (t) => {
  const site = await peopleSite(t)
  const manager = await program(site, ['manage-people', 'read-access'])
  const made = await manager.post('/people/invitations', BEN)
  const browser = await join(site, String(made.body.link))
  const elsewhere = await site.another()
  const ask = async () =>
    (await fetch(`${elsewhere}/v1/me`, { headers: { cookie: browser.cookie() } })).status
  assert.equal(await ask(), 200)
  const sessions = await manager.get(`/people/${made.body.person}/sessions`)
  assert.equal((sessions.body.items as unknown[]).length, 1)

  const suspended = await manager.post(`/people/${made.body.person}/suspend`)
  assert.deepEqual(suspended.body, { id: made.body.person, ended: 1 })
  assert.equal(await ask(), 401)
  assert.equal((await browser.get('/me')).body.code, 'session_over')
  site.w.clock.ms += MINUTE
  assert.equal(
    (await site.browser().post('/sign-in', { userName: BEN.userName, password: BENS })).status,
    401,
  )
  assert.equal((await manager.post(`/people/${made.body.person}/suspend`)).body.code, 'person_state_wrong')

  assert.equal((await manager.post(`/people/${made.body.person}/resume`)).status, 200)
  assert.equal((await browser.get('/me')).body.code, 'session_over', 'the old session stays over')
  assert.equal((await browser.post('/sign-in', { userName: BEN.userName, password: BENS })).status, 200)
  assert.equal(
    (await browser.post('/sign-in/totp', { code: codeAt(String(browser.secret), site.w.clock.ms) })).status,
    200,
  )
  const ended = await manager.post(`/people/${made.body.person}/sessions/revoke`)
  assert.deepEqual(ended.body, { ended: 1 })
  assert.equal((await browser.get('/me')).status, 401)
})

test('nobody suspends or lets in themselves, with a service of theirs neither', async (t) => {
  const site = await peopleSite(t)
  const { browser, person } = await site.setUp()
  const state = () => site.w.count('identity.person', `state = 'suspended'`)
  const own = await program(site, ['manage-people'], asPerson(site, person))
  assert.equal((await own.post(`/people/${person}/suspend`)).body.code, 'own_account_refused')
  assert.equal(await state(), 0)
  assert.equal((await browser.get('/me')).status, 200)

  await suspendPerson(site.deps, site.w.first, person)
  assert.equal((await own.post(`/people/${person}/resume`)).body.code, 'own_account_refused')
  assert.equal(await state(), 1)
})
