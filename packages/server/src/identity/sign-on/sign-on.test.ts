import assert from 'node:assert/strict'
import { type TestContext, test } from 'node:test'
import { AIKO, enrol, MINUTE, type PeopleSite, peopleSite, signIn } from '../../../test/people/people-site.ts'
import { type RealProvider, realProvider, throughProvider } from '../../../test/people/real-provider.ts'
import type { TestBrowser } from '../../../test/people/test-browser.ts'
import { invitePerson } from '../people/invite-person.ts'
import type { SignOnProvider } from './provider.ts'

/** A site whose people come through a provider that runs for real. */
async function scene(t: TestContext, more: Partial<SignOnProvider> = {}) {
  let site: PeopleSite | undefined
  const provider = await realProvider(t, () => [`${site?.url}/v1/sign-on/company/callback`])
  site = await peopleSite(t, { providers: [provider.declare(more)] })
  return { site, provider }
}

async function signOn(browser: TestBrowser, to?: string, start = '/sign-on/company/start') {
  const begun = await browser.post(start, to === undefined ? undefined : { to })
  assert.equal(begun.status, 200, begun.text)
  const back = new URL(await throughProvider(String(begun.body.url)))
  const answer = await browser.get(`/${back.pathname.slice(4)}${back.search}`, {
    'sec-fetch-site': 'cross-site',
  })
  assert.equal(answer.status, 303, answer.text)
  return { answer, location: answer.headers.get('location'), back }
}

const reasons = async (site: PeopleSite) =>
  (await site.w.entries('sign_in.refused')).map((e) => e.unmapped.detail?.reason)

test('somebody new comes through a real provider, gets an account, and comes again to the same', async (t) => {
  const { site } = await scene(t)
  assert.deepEqual((await site.browser().get('/sign-on/providers')).body.items, [
    { id: 'company', title: 'Company' },
  ])
  const browser = site.browser()
  const { location, back } = await signOn(browser, '/data/orders?x=1#y')
  assert.equal(location, '/data/orders?x=1#y', JSON.stringify(await reasons(site)))
  assert.ok(back.searchParams.has('iss'), 'the provider names itself in its answer')
  const me = await browser.get('/me')
  assert.equal(me.status, 200, me.text)
  assert.deepEqual((me.body.session as { amr: string[] }).amr, ['pwd', 'otp', 'mfa', 'fed'])
  const { id, name, email, state } = me.body.person as Record<string, string>
  assert.deepEqual([name, email, state], ['Chie Ito', 'c.ito@example.com', 'active'])
  assert.equal(browser.cookies.has('__Host-azukari-sign-on'), false)
  assert.match(browser.attributes.get('__Host-azukari') ?? '', /SameSite=Strict/)

  const again = site.browser()
  assert.equal((await signOn(again)).location, '/')
  assert.equal(((await again.get('/me')).body.person as { id: string }).id, id)
  assert.equal(await site.w.count('identity.person'), 1)
  assert.equal((await site.w.entries('external_identity.linked')).length, 1)
})

test('without the second factor that was asked of the provider nobody gets in', async (t) => {
  const { site, provider } = await scene(t)
  provider.account.amr = ['pwd']
  const browser = site.browser()
  assert.equal((await signOn(browser)).location, '/sign-in?problem=sign_on_refused')
  assert.deepEqual(await reasons(site), ['second_factor_missing'])
  assert.equal(browser.cookies.has('__Host-azukari'), false)
  assert.equal(await site.w.count('identity.person'), 0)
})

test('the class of the authentication counts where it is declared', async (t) => {
  const { site, provider } = await scene(t, { amr: [], acr: ['urn:two'] })
  assert.equal((await signOn(site.browser())).location, '/sign-in?problem=sign_on_refused')
  provider.account.acr = 'urn:two'
  assert.equal((await signOn(site.browser())).location, '/')
})

test('where the provider is not asked for a second factor, it is asked for here', async (t) => {
  const { site } = await scene(t, { amr: [], acr: [] })
  const browser = site.browser()
  assert.equal((await signOn(browser)).location, '/sign-in')
  assert.equal((await browser.get('/me')).body.mustEnrol, true)
  assert.equal((await browser.get('/me/sessions')).body.code, 'second_factor_needed')
  await enrol(browser, site.w.clock.ms)
  assert.equal((await browser.get('/me/sessions')).status, 200)
  const again = site.browser()
  assert.equal((await signOn(again)).location, '/sign-in')
  assert.deepEqual((await again.get('/me')).body.factors, ['totp'])
  assert.equal((await again.post('/me/factors/totp')).body.code, 'second_factor_needed')
})

test('groups stand for roles, as often as somebody comes', async (t) => {
  const { site, provider } = await scene(t, { groups: { 'g-1': 'support', 'g-2': 'auditor' } })
  provider.account.claims.groups = ['g-1', 'g-9']
  await signOn(site.browser())
  provider.account.claims.groups = ['g-2']
  await signOn(site.browser())
  assert.deepEqual(
    site.assigned.map(({ roles, reason }) => [roles, reason]),
    [
      [['support'], 'sign-on'],
      [['auditor'], 'sign-on'],
    ],
  )
})

test('a provider that is not declared to make accounts lets in those who have one and were matched, and no account in use', async (t) => {
  const { site } = await scene(t, { creates: false, match: 'email' })
  assert.equal((await signOn(site.browser())).location, '/sign-in?problem=sign_on_refused')
  assert.deepEqual(await reasons(site), ['no_account'])
  await invitePerson(site.deps, site.w.first, {
    name: 'Chie Ito',
    userName: 'chie',
    email: 'C.Ito@example.com',
    locale: 'ja',
  })
  const browser = site.browser()
  assert.equal((await signOn(browser)).location, '/')
  assert.equal(((await browser.get('/me')).body.person as { userName: string }).userName, 'chie')
})

test('an account with a password is not taken over by an address that a provider says', async (t) => {
  const { site, provider } = await scene(t, { match: 'email' })
  const ready = await site.setUp()
  provider.account.claims.email = AIKO.email
  provider.account.claims.preferred_username = AIKO.userName
  const thief = site.browser()
  assert.equal((await signOn(thief)).location, '/sign-in?problem=sign_on_refused')
  assert.deepEqual(await reasons(site), ['profile_unfit'])
  assert.equal(thief.cookies.has('__Host-azukari'), false)

  // Its person links it, signed in, and comes through the provider from then on.
  const owner = await signIn(site, ready)
  assert.equal((await signOn(owner, '/me', '/me/external/company/start')).location, '/me')
  const browser = site.browser()
  assert.equal((await signOn(browser)).location, '/')
  assert.equal(((await browser.get('/me')).body.person as { id: string }).id, ready.person)
})

test('nor is one that was made by an invitation, once its person came', async (t) => {
  const { site } = await scene(t, { creates: false, match: 'email' })
  const invited = { name: 'Chie Ito', userName: 'chie', email: 'c.ito@example.com', locale: 'ja' }
  const { link } = await invitePerson(site.deps, site.w.first, invited)
  const chie = site.browser()
  const token = new URL(link).hash.slice(1)
  await chie.post('/invitations/redeem', { token, password: 'copper-window-rain-41' })
  assert.equal((await signOn(site.browser())).location, '/sign-in?problem=sign_on_refused', 'with a password')
  await enrol(chie, site.w.clock.ms)
  assert.equal((await signOn(site.browser())).location, '/sign-in?problem=sign_on_refused', 'with a factor')
  assert.deepEqual(await reasons(site), ['no_account', 'no_account'])
})

test('an address that the provider has not verified matches nobody', async (t) => {
  const { site, provider } = await scene(t, { creates: false, match: 'email' })
  await invitePerson(site.deps, site.w.first, {
    name: 'Chie Ito',
    userName: 'chie',
    email: 'c.ito@example.com',
    locale: 'ja',
  })
  provider.account.claims.email_verified = false
  assert.equal((await signOn(site.browser())).location, '/sign-in?problem=sign_on_refused')
})

test('a link is made only for the session that asked, while it lives, and to nobody else’s identity', async (t) => {
  const { site, provider } = await scene(t)
  const ready = await site.setUp()
  await signOn(site.browser())
  const answer = await signOn(ready.browser, '/', '/me/external/company/start')
  assert.equal(answer.location, '/sign-in?problem=sign_on_refused', 'u-1 is somebody’s already')
  provider.account.id = 'u-2'
  const begun = await ready.browser.post('/me/external/company/start')
  const back = new URL(await throughProvider(String(begun.body.url)))
  await ready.browser.post('/sign-out')
  const late = await ready.browser.get(`/${back.pathname.slice(4)}${back.search}`)
  assert.equal(late.headers.get('location'), '/sign-in?problem=sign_on_refused')
  assert.deepEqual(await reasons(site), ['no_account', 'session_over'])
})

test('a suspended person stays out, whatever the provider says', async (t) => {
  const { site } = await scene(t)
  await signOn(site.browser())
  await site.w.db.owner.read.query({
    text: `UPDATE identity.person SET state = 'suspended', suspended_ms = 0, suspended_by = 'operator'`,
  })
  assert.equal((await signOn(site.browser())).location, '/sign-in?problem=sign_on_refused')
  assert.deepEqual(await reasons(site), ['person_state'])
})

test('a session that went on under another id still ends at its provider', async (t) => {
  const { site, provider } = await scene(t, { amr: [], acr: [] })
  const browser = site.browser()
  await signOn(browser)
  await enrol(browser, site.w.clock.ms)
  const { items } = (await browser.get('/me/sessions')).body as { items: { provider: string }[] }
  assert.deepEqual(
    items.map(({ provider }) => provider),
    ['company'],
  )
  const next = new URL(String((await browser.post('/sign-out')).body.next))
  assert.equal(next.origin, provider.issuer)
})

test('signing out tells where the provider ends its own session', async (t) => {
  const { site, provider } = await scene(t)
  const browser = site.browser()
  await signOn(browser)
  const out = await browser.post('/sign-out')
  const next = new URL(String(out.body.next))
  assert.equal(next.origin, provider.issuer)
  // Nothing in it says who it is.
  assert.deepEqual([...next.searchParams.keys()].sort(), ['client_id', 'post_logout_redirect_uri'])
  assert.equal(next.searchParams.get('post_logout_redirect_uri'), `${site.url}/`)
  assert.equal((await browser.get('/me')).status, 401)
})

test('a provider that is away is told as that, and asked again', async (t) => {
  const provider: Partial<RealProvider> = {}
  const declared: SignOnProvider = {
    ...(await realProvider(t, () => [])).declare(),
    issuer: 'http://localhost:1',
  }
  const site = await peopleSite(t, { providers: [declared] })
  assert.equal(provider.issuer, undefined)
  const answer = await site.browser().post('/sign-on/company/start')
  assert.deepEqual([answer.status, answer.body.code], [502, 'sign_on_unavailable'])
  assert.equal((await site.browser().post('/sign-on/nowhere/start')).body.code, 'sign_on_unknown')
  site.w.clock.ms += MINUTE
})
