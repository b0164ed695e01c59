import assert from 'node:assert/strict'
import { test } from 'node:test'
import { AIKO, codeAt, MINUTE, PASSWORD, peopleSite, signIn } from '../../../test/people/people-site.ts'

test('the set-up link makes the first administrator, who can do nothing before a second factor', async (t) => {
  const site = await peopleSite(t)
  const browser = site.browser()
  const token = await site.setupToken()
  const made = await browser.post('/setup/person', { ...AIKO, token, password: PASSWORD })
  assert.equal(made.status, 201, made.text)
  assert.deepEqual(
    site.assigned.map(({ roles, reason }) => [roles, reason]),
    [[['administrator', 'access-owner'], 'bootstrap']],
  )

  const me = await browser.get('/me')
  assert.equal(me.status, 200, me.text)
  assert.equal(me.body.mustEnrol, true)
  assert.deepEqual(me.body.actions, [])
  for (const path of ['/me/sessions', '/me/factors']) {
    const refused = await browser.get(path)
    assert.equal(refused.body.code, 'second_factor_needed', path)
  }
  const pendingCookie = browser.cookies.get('__Host-azukari')
  const totp = await browser.post('/me/factors/totp')
  assert.equal(totp.status, 201, totp.text)
  const secret = String(totp.body.secret)
  const wrong = await browser.post(`/me/factors/totp/${totp.body.id}/confirm`, { code: '000000' })
  assert.equal(wrong.body.code, 'factor_refused')
  const confirmed = await browser.post(`/me/factors/totp/${totp.body.id}/confirm`, {
    code: codeAt(secret, site.w.clock.ms),
  })
  assert.equal(confirmed.status, 200, confirmed.text)
  assert.notEqual(browser.cookies.get('__Host-azukari'), pendingCookie, 'the session has another id')

  const after = await browser.get('/me')
  assert.equal(after.body.mustEnrol, false)
  assert.deepEqual(after.body.actions, ['read-status'])
  assert.deepEqual((after.body.person as { name: string }).name, AIKO.name)
  assert.deepEqual((after.body.session as { amr: string[] }).amr, ['pwd', 'otp', 'mfa'])

  const again = await site.browser().post('/setup/person', {
    ...AIKO,
    userName: 'other.one',
    email: 'o@example.com',
    token,
    password: PASSWORD,
  })
  assert.equal(again.body.code, 'setup_link_invalid', 'the link works once')
  await assert.rejects(site.setupToken(), { code: 'setup_closed' })
  const events = (await site.w.entries()).map((e) => e.unmapped.event)
  for (const event of [
    'setup_link.redeemed',
    'person.created',
    'factor.added',
    'person.activated',
    'sign_in.done',
  ])
    assert.ok(events.includes(event), event)
})

test('signing in takes password and code, and ends in a session of its own', async (t) => {
  const site = await peopleSite(t)
  const ready = await site.setUp()
  const browser = await signIn(site, ready)
  const me = await browser.get('/me')
  assert.equal((me.body.session as { state: string }).state, 'full')
  const attributes = browser.attributes.get('__Host-azukari') ?? ''
  assert.equal(attributes, 'Path=/; Secure; HttpOnly; SameSite=Strict')

  const sessions = await browser.get('/me/sessions')
  assert.equal((sessions.body.items as unknown[]).length, 2, sessions.text)
  const out = await browser.post('/sign-out')
  assert.equal(out.status, 200, out.text)
  assert.equal(browser.cookies.has('__Host-azukari'), false)
})

test('a session ends idle, at its end, and when it is revoked, on every server', async (t) => {
  const site = await peopleSite(t)
  const ready = await site.setUp()
  const { browser } = ready
  site.w.clock.ms += 14 * MINUTE
  assert.equal((await browser.get('/me')).status, 200)
  site.w.clock.ms += 14 * MINUTE
  assert.equal((await browser.get('/me')).status, 200, 'use keeps it alive')
  site.w.clock.ms += 15 * MINUTE
  assert.equal((await browser.get('/me')).body.code, 'session_over')

  const second = await signIn(site, ready)
  for (let i = 0; i < 71; i++) {
    site.w.clock.ms += 10 * MINUTE
    assert.equal((await second.get('/me')).status, 200, `after ${i + 1} × 10 minutes`)
  }
  site.w.clock.ms += 10 * MINUTE
  assert.equal((await second.get('/me')).body.code, 'session_over', 'twelve hours are the end of it')

  const third = await signIn(site, ready)
  const fourth = await signIn(site, ready)
  const { body } = await fourth.get('/me/sessions')
  const other = (body.items as { id: string; current: boolean }[]).find((s) => !s.current)
  assert.equal((await fourth.post(`/me/sessions/${other?.id}/revoke`)).status, 200)
  third.headers = { ...third.headers }
  assert.equal((await third.get('/me')).body.code, 'session_over')
  const elsewhere = await site.another()
  const answer = await fetch(`${elsewhere}/v1/me`, { headers: { cookie: third.cookie() } })
  assert.equal(answer.status, 401)
})
