import assert from 'node:assert/strict'
import { test } from 'node:test'
import { AIKO, codeAt, enrol, MINUTE, PASSWORD, peopleSite } from '../../../test/people/people-site.ts'
import { TestBrowser } from '../../../test/people/test-browser.ts'
import { createKey, createService } from '../index.ts'

const password = (browser: TestBrowser) =>
  browser.post('/sign-in', { userName: AIKO.userName, password: PASSWORD })

test('session fixation: no cookie that was there before becomes a session, and each step has its own', async (t) => {
  const site = await peopleSite(t)
  const ready = await site.setUp()
  const planted = 'A'.repeat(43)
  const browser = site.browser()
  browser.cookies.set('__Host-azukari', planted)
  assert.equal((await password(browser)).status, 200)
  const pending = browser.cookies.get('__Host-azukari')
  assert.notEqual(pending, planted)
  site.w.clock.ms += MINUTE
  await browser.post('/sign-in/totp', { code: codeAt(ready.secret, site.w.clock.ms) })
  const full = browser.cookies.get('__Host-azukari')
  assert.notEqual(full, pending)
  browser.cookies.set('__Host-azukari', String(pending))
  assert.equal(
    (await browser.get('/me')).body.code,
    'session_over',
    'the pending one is worth nothing afterwards',
  )
})

test('a cookie is worth nothing without its browser, after sign-out, or twice', async (t) => {
  const site = await peopleSite(t)
  const { browser } = await site.setUp()
  const stolen = site.browser()
  stolen.cookies.set('__Host-azukari', String(browser.cookies.get('__Host-azukari')))
  assert.equal((await stolen.get('/me')).body.code, 'session_over', 'another browser')
  stolen.cookies.set('__Host-azukari-browser', 'B'.repeat(43))
  assert.equal((await stolen.get('/me')).body.code, 'session_over', 'another browser cookie')
  const cookie = browser.cookie()
  const planted = `__Host-azukari=${'C'.repeat(43)}`
  for (const two of [`${cookie}; ${planted}`, `${planted}; ${cookie}`]) {
    const answer = await fetch(`${site.url}/v1/me`, { headers: { cookie: two } })
    assert.equal(answer.status, 401, 'two of a name are nobody’s')
  }
  const old = new Map(browser.cookies)
  await browser.post('/sign-out')
  for (const [name, value] of old) browser.cookies.set(name, value)
  assert.equal((await browser.get('/me')).body.code, 'session_over', 'replayed after sign-out')
})

test('the first factor alone opens nothing, and adds no second one to an account that has one', async (t) => {
  const site = await peopleSite(t)
  await site.setUp()
  const thief = site.browser()
  assert.deepEqual((await password(thief)).body, { state: 'factor_needed', factors: ['totp'] })
  for (const [method, path] of [
    ['get', '/me/sessions'],
    ['get', '/me/factors'],
    ['post', '/me/factors/recovery-codes'],
    ['get', '/people'],
    ['get', '/services'],
  ] as const) {
    const answer = await thief[method](path)
    assert.equal(answer.body.code, 'second_factor_needed', path)
  }
  assert.equal((await thief.post('/me/factors/totp')).body.code, 'second_factor_needed')
  assert.equal((await thief.post('/me/factors/passkeys/options')).body.code, 'second_factor_needed')
  assert.deepEqual((await thief.get('/me')).body.actions, [])
})

test('another site can neither act for a person nor sign them in', async (t) => {
  const site = await peopleSite(t)
  const { browser } = await site.setUp()
  const host = new URL(site.url).host
  const bad: Record<string, string>[] = [
    { 'sec-fetch-site': 'cross-site' },
    { 'sec-fetch-site': 'same-site' },
    { 'sec-fetch-site': 'none' },
    { 'x-azukari-client': 'form' },
  ]
  for (const headers of bad) {
    const answer = await browser.post('/sign-out', undefined, headers)
    assert.equal(answer.body.code, 'cross_site_refused', JSON.stringify(headers))
    const login = await browser.post('/sign-in', { userName: 'attacker', password: PASSWORD }, headers)
    assert.equal(login.body.code, 'cross_site_refused', 'login CSRF')
  }
  // Browsers that do not say Sec-Fetch-Site say Origin.
  const plain = new TestBrowser(site.url)
  for (const [name, value] of browser.cookies) plain.cookies.set(name, value)
  plain.headers = { 'x-azukari-client': 'console' }
  for (const origin of ['https://evil.example', `http://${host}.evil.example`, 'null', undefined]) {
    const headers: Record<string, string> = origin === undefined ? {} : { origin }
    const answer = await plain.put('/me', { locale: 'en' }, headers)
    assert.equal(answer.body.code, 'cross_site_refused', String(origin))
  }
  assert.equal((await plain.put('/me', { locale: 'en' }, { origin: `http://${host}` })).status, 200)
  assert.equal(
    (await browser.get('/me', { 'sec-fetch-site': 'cross-site' })).status,
    200,
    'reading changes nothing',
  )
})

test('a key and a session together are refused, and a key opens nothing that is for people', async (t) => {
  const site = await peopleSite(t)
  const { browser } = await site.setUp()
  const { id } = await createService(site.deps, site.w.first, { name: 'label printer' })
  const { key } = await createKey(site.deps, site.w.first, { service: id })
  const both = await browser.get('/me', { authorization: `Bearer ${key}` })
  assert.deepEqual([both.status, both.body.code], [400, 'credentials_ambiguous'])
  const service = site.browser()
  assert.equal((await service.get('/me', { authorization: `Bearer ${key}` })).body.code, 'person_needed')
  assert.equal((await service.get('/me')).body.code, 'session_missing')
})

test('a second set-up link takes the place of somebody who never added a factor, and of nobody else', async (t) => {
  const site = await peopleSite(t)
  const first = site.browser()
  await first.post('/setup/person', { ...AIKO, token: await site.setupToken(), password: PASSWORD })
  const second = site.browser()
  const made = await second.post('/setup/person', {
    ...AIKO,
    token: await site.setupToken(),
    password: PASSWORD,
  })
  assert.equal(made.status, 201, made.text)
  assert.equal((await first.get('/me')).body.code, 'session_over')
  await enrol(second, site.w.clock.ms)
  await assert.rejects(site.setupToken(), { code: 'setup_closed' })
  assert.equal(await site.w.count('identity.person', `state = 'active'`), 1)
})

test('nothing of a person lies open in the database', async (t) => {
  const site = await peopleSite(t)
  const { browser, secret } = await site.setUp()
  const dump: string[] = []
  for (const table of [
    'person',
    'password',
    'factor',
    'session',
    'browser',
    'throttle',
    'used_once',
    'invitation',
  ]) {
    const rows = await site.w.db.owner.read.query<{ row: string }>({
      text: `SELECT row_to_json(t)::text AS row FROM identity.${table} t`,
    })
    dump.push(...rows.map(({ row }) => row))
  }
  const all = dump.join('\n')
  const token = String(browser.cookies.get('__Host-azukari'))
  for (const value of [
    AIKO.name,
    AIKO.userName,
    AIKO.email,
    PASSWORD,
    secret,
    token,
    '127.0.0.1',
    'test browser',
  ]) {
    assert.ok(!all.includes(value) && !all.includes(Buffer.from(value).toString('hex')), value)
  }
})
