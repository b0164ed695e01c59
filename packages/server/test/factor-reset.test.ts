import assert from 'node:assert/strict'
import { type TestContext, test } from 'node:test'
import { addAssignment } from '../src/access/index.ts'
import { invitePerson, operatorCaller } from '../src/identity/index.ts'
import { codeAt, enrol, PASSWORD } from './people/people-site.ts'
import { TestBrowser } from './people/test-browser.ts'
import { type Staff, staffApp } from './staff-app.ts'

const USER = { name: 'Mio Hayashi', userName: 'mio.h', email: 'mio@example.com', locale: 'en' }
const NEXT = 'copper-window-rain-41'

async function scene(t: TestContext) {
  const site = await staffApp()
  t.after(() => site.close())
  const { app } = site
  const url = site.url.replace('127.0.0.1', 'localhost')
  const by = operatorCaller(app.tenant.tenant, app.tenant.id)
  const take = async (link: string, password: string) => {
    const browser = new TestBrowser(url)
    const token = link.slice(link.indexOf('#') + 1)
    const redeemed = await browser.post('/invitations/redeem', { token, password })
    return { browser, redeemed }
  }
  const { person, link } = await invitePerson(app.people, by, USER)
  const { browser } = await take(link, PASSWORD)
  const secret = await enrol(browser, Date.now())
  await app.writers.app.across((tx, entries) =>
    addAssignment(
      tx,
      entries,
      app.requests,
      by,
      { principal: person, role: 'auditor' },
      { requestedBy: 'operator' },
    ),
  )
  const ask = (who: Staff, about = person) =>
    site.call(who, 'POST', '/v1/requests', {
      kind: 'factor-reset',
      payload: { person: about },
      reason: 'The telephone with the codes was lost.',
    })
  const decide = (who: Staff, request: string) =>
    site.call(who, 'POST', `/v1/requests/${request}/approve`, {})
  return { site, app, url, person, browser, secret, take, ask, decide }
}

test('lost factors are taken away when two others say so, and come back by an invitation', async (t) => {
  const { site, url, person, browser, secret, take, ask, decide } = await scene(t)
  const manager = await site.staff('k.abe', ['administrator', 'access-owner'])
  const owner = await site.staff('s.ono', ['access-owner'])
  const invite = (who: Staff) => site.call(who, 'POST', `/v1/people/${person}/invite-again`)
  assert.equal(
    (await invite(manager)).body.code,
    'person_state_wrong',
    'who has come gets no other invitation',
  )
  const asked = await ask(manager)
  assert.equal(asked.status, 201, JSON.stringify(asked.body))
  assert.equal((await decide(manager, asked.body.id)).status, 403, 'not who asked')
  assert.equal((await browser.get('/me')).status, 200, 'nothing ends by asking')
  const approved = await decide(owner, asked.body.id)
  assert.equal(approved.status, 200, JSON.stringify(approved.body))
  assert.equal((await browser.get('/me')).body.code, 'session_over')

  const thief = () => new TestBrowser(url).post('/sign-in', { userName: USER.userName, password: PASSWORD })
  const before = await thief()
  const { body } = await invite(manager)
  const after = await thief()
  assert.deepEqual([before.status, after.status], [401, 401], 'who knows the old password adds no factor')

  const { browser: again, redeemed } = await take(body.link, NEXT)
  assert.equal(redeemed.status, 200, redeemed.text)
  assert.equal(
    (await again.post('/sign-in/totp', { code: codeAt(secret, Date.now()) })).status,
    401,
    'the lost factor',
  )
  assert.equal((await again.get('/me/factors')).status, 403, 'and no second factor, no session')
  await enrol(again, Date.now())
  assert.deepEqual((await again.get('/me')).body.roles, ['auditor'], 'what they may do is what it was')
  const { items } = (await again.get('/me/factors')).body
  assert.equal((items as unknown[]).length, 1, 'the lost one is not there again')
  assert.equal((await browser.get('/me')).body.code, 'session_over', 'nor is a session from before')
  assert.equal((await invite(manager)).body.code, 'person_state_wrong')
})

test('nobody asks for or approves their own, and it is for who is active here', async (t) => {
  const { site, person, browser, ask, decide } = await scene(t)
  const manager = await site.staff('k.abe', ['administrator', 'access-owner'])
  const other = await site.staff('s.ono', ['administrator', 'access-owner'])
  const own = await ask(manager, manager.caller.principalId)
  assert.equal(own.body.code, 'own_account_refused')
  const about = await ask(manager, other.caller.principalId)
  assert.equal(about.status, 201)
  assert.equal((await decide(other, about.body.id)).status, 403, 'not whom it is about')
  const auditor = await browser.post('/requests', {
    kind: 'factor-reset',
    payload: { person: manager.caller.principalId },
    reason: 'The telephone with the codes was lost.',
  })
  assert.equal(auditor.status, 403, auditor.text)
  const nobody = await ask(manager, `per_${'1'.repeat(32)}`)
  assert.equal(nobody.body.code, 'person_not_found')
  const asked = await ask(manager)
  assert.equal((await site.call(manager, 'POST', `/v1/people/${person}/suspend`)).status, 200)
  assert.equal((await decide(other, asked.body.id)).body.code, 'person_state_wrong', 'suspended meanwhile')
})
