import assert from 'node:assert/strict'
import { test } from 'node:test'
import { AIKO, enrol, PASSWORD } from './people/people-site.ts'
import { TestBrowser } from './people/test-browser.ts'
import { serveProcess } from './serve-process.ts'

interface OpenApi {
  readonly paths: Readonly<
    Record<string, { readonly post: { readonly responses: Readonly<Record<string, unknown>> } }>
  >
}

const accept = async (browser: TestBrowser) => {
  const accepted = await browser.post('/policy/acknowledgements', { version: 1, lang: 'en' })
  assert.equal(accepted.status, 200, accepted.text)
}

test('from the link that a first start prints to two people who can work together', async (t) => {
  const served = await serveProcess(t)
  const url = served.url.replace('127.0.0.1', 'localhost')
  assert.match(
    served.output(),
    new RegExp(`"setup":"${url}/setup#azs_`),
    'the name that passkeys are bound to',
  )
  const first = new TestBrowser(url)
  const made = await first.post('/setup/person', { ...AIKO, token: served.setupToken, password: PASSWORD })
  assert.equal(made.status, 201, made.text)
  assert.equal((await first.get('/services')).body.code, 'second_factor_needed')
  await enrol(first, Date.now())
  const before = (await first.get('/me')).body
  assert.deepEqual(before.roles, ['access-owner', 'administrator'])
  assert.deepEqual([before.actions, before.mustAccept, before.mustAcceptFirst], [[], [1], true])
  const refused = await first.get('/services')
  assert.deepEqual(
    [refused.status, refused.body.code, refused.body.clause],
    [403, 'acceptance_needed', 'A12'],
  )
  assert.equal((await first.get('/policy/text/en')).status, 200)
  await accept(first)
  const me = (await first.get('/me')).body
  assert.deepEqual([me.mustAccept, me.mustAcceptFirst], [[], false])
  for (const action of ['manage', 'manage-people', 'approve-access', 'read-access', 'read-status']) {
    assert.ok((me.actions as string[]).includes(action), action)
  }
  assert.equal(
    (await first.get('/services')).status,
    200,
    'what `manage` opens for a key it opens for a person',
  )
  assert.equal((await first.get('/status')).status, 200)

  const ben = { name: 'Ben Okafor', userName: 'ben.okafor', email: 'ben@example.com', locale: 'en' }
  const invited = await first.post('/people/invitations', { ...ben, roles: ['access-owner'] })
  assert.equal(invited.status, 201, invited.text)
  const unknown = { name: 'Emi Sato', userName: 'emi.sato', email: 'emi@example.com', locale: 'ja' }
  const refusedRole = await first.post('/people/invitations', { ...unknown, roles: ['no-such-role'] })
  assert.deepEqual([refusedRole.status, refusedRole.body.code], [422, 'role_unknown'])
  assert.match(String(refusedRole.body.fix), /access-owner/)
  const declared = (await first.get('/openapi.json')).body as unknown as OpenApi
  const said = JSON.stringify(declared.paths['/people/invitations']?.post.responses['422'])
  assert.match(said, /"role_unknown"/, 'and says so beforehand')
  const people = (await first.get('/people')).body.items as { userName: string }[]
  assert.deepEqual(
    people.map(({ userName }) => userName).sort(),
    [AIKO.userName, ben.userName].sort(),
    'nobody was made',
  )

  const second = new TestBrowser(url)
  const token = new URL(String(invited.body.link)).hash.slice(1)
  await second.post('/invitations/redeem', { token, password: 'copper-window-rain-41' })
  await enrol(second, Date.now())
  assert.deepEqual(
    (await second.get('/me')).body.roles,
    ['access-owner'],
    'while there was nobody else to approve it',
  )
  assert.equal((await second.get('/people')).body.code, 'acceptance_needed', 'it has no effect yet')
  await accept(second)
  assert.equal((await second.get('/people')).status, 200)

  const third = { name: 'Chie Ito', userName: 'chie.ito', email: 'chie@example.com', locale: 'ja' }
  await first.post('/people/invitations', { ...third, roles: ['support'] })
  const waiting = (await second.get('/requests?state=open')).body.items as {
    kind: string
    payload: { role: string }
  }[]
  assert.deepEqual(
    waiting.map(({ kind, payload }) => [kind, payload.role]),
    [['assignment', 'support']],
    'now somebody else approves',
  )

  assert.equal((await second.post(`/people/${made.body.person}/suspend`)).status, 200)
  assert.equal((await first.get('/me')).body.code, 'session_over')
})
