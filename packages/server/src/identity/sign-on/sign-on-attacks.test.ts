import assert from 'node:assert/strict'
import { type TestContext, test } from 'node:test'
import fc from 'fast-check'
import { type Lies, type LyingProvider, lyingProvider } from '../../../test/people/lying-provider.ts'
import { MINUTE, type PeopleSite, peopleSite } from '../../../test/people/people-site.ts'
import type { TestBrowser } from '../../../test/people/test-browser.ts'
import { placeOf } from './sign-on-state.ts'

const REFUSED = '/sign-in?problem=sign_on_refused'

async function scene(t: TestContext) {
  const provider = await lyingProvider(t)
  const second = await lyingProvider(t, 'other')
  const site = await peopleSite(t, { providers: [provider.declare(), second.declare()] })
  return { site, provider, second }
}

async function begin(browser: TestBrowser, id = 'company') {
  const { body } = await browser.post(`/sign-on/${id}/start`, { to: '/board' })
  const { searchParams } = new URL(String(body.url))
  return {
    state: String(searchParams.get('state')),
    nonce: String(searchParams.get('nonce')),
    query: searchParams,
  }
}

/** What a provider sends back with a browser. The code is the nonce, from which the lying provider makes the token. */
async function back(browser: TestBrowser, query: Record<string, string>, id = 'company') {
  const answer = await browser.get(`/sign-on/${id}/callback?${new URLSearchParams(query)}`)
  return answer.headers.get('location')
}

async function once(
  site: PeopleSite,
  provider: LyingProvider,
  lies: Lies,
  more: Record<string, string> = {},
) {
  provider.lies = lies
  const browser = site.browser()
  const { state, nonce } = await begin(browser)
  const location = await back(browser, { state, code: nonce, ...more })
  return { location, signedIn: browser.cookies.has('__Host-azukari') }
}

test('where nothing is a lie, one gets in; so what follows is refused for the lie', async (t) => {
  const { site, provider } = await scene(t)
  const browser = site.browser()
  const { state, nonce, query } = await begin(browser)
  assert.equal(query.get('code_challenge_method'), 'S256')
  assert.equal(query.get('response_type'), 'code')
  assert.equal(query.get('redirect_uri'), `${site.url}/v1/sign-on/company/callback`)
  assert.equal(await back(browser, { state, code: nonce }), '/board')
  assert.equal((await browser.get('/me')).status, 200)
  assert.ok(provider.asked[0]?.get('code_verifier'), 'PKCE')
})

test('algorithm confusion: nothing but the declared algorithm by the provider’s key is a signature', async (t) => {
  const { site, provider } = await scene(t)
  for (const alg of [
    'none',
    'HS256-secret',
    'HS256-public-key',
    'RS256-other-key',
    'RS256-bad-signature',
    'RS512',
  ] as const) {
    assert.deepEqual(await once(site, provider, { alg }), { location: REFUSED, signedIn: false }, alg)
  }
  assert.deepEqual(await once(site, provider, { noToken: true }), { location: REFUSED, signedIn: false })
  assert.equal(await site.w.count('identity.person'), 0)
})

test('a token for another, from another, for another sign-on, or of another time is none', async (t) => {
  const { site, provider, second } = await scene(t)
  const now = Math.floor(Date.now() / 1000)
  for (const claims of [
    { iss: second.issuer },
    { iss: `${provider.issuer}/` },
    { aud: 'another client' },
    { aud: ['azukari', 'another'], azp: 'another' },
    { nonce: 'another' },
    { nonce: undefined },
    { exp: now - 300 },
    { iat: now + 3600, nbf: now + 3600 },
    { sub: undefined },
    { amr: 'mfa' },
    { amr: ['pwd'] },
  ]) {
    const said = JSON.stringify(claims, (_, value) => (value === undefined ? 'absent' : value))
    assert.deepEqual(await once(site, provider, { claims }), { location: REFUSED, signedIn: false }, said)
  }
})

test('a claim that is asked of every token is asked of each', async (t) => {
  const provider = await lyingProvider(t)
  const site = await peopleSite(t, { providers: [provider.declare({ requires: { hd: 'example.com' } })] })
  for (const hd of [undefined, 'evil.example', ['example.com'], true]) {
    assert.equal((await once(site, provider, { claims: { hd } })).location, REFUSED, String(hd))
  }
  assert.equal((await once(site, provider, { claims: { hd: 'example.com' } })).location, '/board')
})

test('mix-up: an answer counts only for the provider that this browser was sent to', async (t) => {
  const { site, provider, second } = await scene(t)
  // Begun with the honest one, answered at the other's address, and the other way round.
  for (const [begun, answered] of [
    ['company', 'other'],
    ['other', 'company'],
  ] as const) {
    const browser = site.browser()
    const { state, nonce } = await begin(browser, begun)
    assert.equal(await back(browser, { state, code: nonce }, answered), REFUSED, `${begun} at ${answered}`)
  }
  assert.equal(provider.asked.length + second.asked.length, 0, 'no code was handed to the wrong one')
  // Whoever names an issuer in the answer names the right one (RFC 9207), and who says they do it, does it.
  assert.deepEqual(await once(site, provider, {}, { iss: second.issuer }), {
    location: REFUSED,
    signedIn: false,
  })
  assert.deepEqual((await once(site, provider, {}, { iss: provider.issuer })).location, '/board')
})

test('a provider that says it names itself has to', async (t) => {
  const provider = await lyingProvider(t)
  provider.lies = { metadata: { authorization_response_iss_parameter_supported: true } }
  const site = await peopleSite(t, { providers: [provider.declare()] })
  assert.equal((await once(site, provider, provider.lies)).location, REFUSED)
  assert.equal((await once(site, provider, provider.lies, { iss: provider.issuer })).location, '/board')
})

test('state: forged, foreign, used twice, too old, or without the browser it was begun in', async (t) => {
  const { site, provider } = await scene(t)
  const browser = site.browser()
  const mine = await begin(browser)
  assert.equal(
    await back(site.browser(), { state: mine.state, code: mine.nonce }),
    REFUSED,
    'another browser',
  )
  assert.equal(provider.asked.length, 0)
  const kept = String(browser.cookies.get('__Host-azukari-sign-on'))
  assert.equal(await back(browser, { state: 'forged', code: mine.nonce }), REFUSED, 'a state of its own')
  browser.cookies.set('__Host-azukari-sign-on', kept)
  assert.equal(
    await back(browser, { state: mine.state, code: mine.nonce }),
    REFUSED,
    'used up by the try before',
  )

  const again = await begin(browser)
  const cookie = String(browser.cookies.get('__Host-azukari-sign-on'))
  assert.equal(await back(browser, { state: again.state, code: again.nonce }), '/board')
  browser.cookies.set('__Host-azukari-sign-on', cookie)
  assert.equal(
    await back(browser, { state: again.state, code: again.nonce }),
    REFUSED,
    'the whole answer again',
  )

  const old = await begin(browser)
  site.w.clock.ms += 11 * MINUTE
  assert.equal(await back(browser, { state: old.state, code: old.nonce }), REFUSED, 'too old')
  const bent = await begin(browser)
  const sealed = Buffer.from(String(browser.cookies.get('__Host-azukari-sign-on')), 'base64url')
  sealed[40] = (sealed[40] ?? 0) ^ 1
  browser.cookies.set('__Host-azukari-sign-on', sealed.toString('base64url'))
  assert.equal(await back(browser, { state: bent.state, code: bent.nonce }), REFUSED, 'an altered cookie')
  assert.equal(await back(browser, { error: 'access_denied', state: bent.state }), REFUSED)
})

test('login CSRF: an answer that an attacker began signs nobody else in', async (t) => {
  const { site } = await scene(t)
  const attacker = site.browser()
  const { state, nonce } = await begin(attacker)
  const victim = site.browser()
  await begin(victim)
  assert.equal(await back(victim, { state, code: nonce }), REFUSED)
  assert.equal(victim.cookies.has('__Host-azukari'), false)
})

test('open redirect: one goes on to a place on this origin or to its root', async (t) => {
  const origin = 'https://azukari.example.com'
  for (const bad of [
    '//evil.example',
    '/\\evil.example',
    '/.//evil.example',
    '/a/..//evil.example',
    '\\\\evil.example',
    'https://evil.example',
    'javascript:alert(1)',
    '/\t/evil.example',
    '/\n/evil.example',
    ' //evil.example',
    '/%0d%0aset-cookie:x=1\r\nx: y',
    '',
    'evil',
    `/${'x'.repeat(600)}`,
  ]) {
    assert.equal(placeOf(bad, origin), '/', JSON.stringify(bad))
  }
  assert.equal(placeOf('/data?x=//evil.example#/a', origin), '/data?x=//evil.example#/a')
  const piece = fc.constantFrom(
    '/',
    '\\',
    '.',
    'evil.example',
    '@',
    ':',
    '?',
    '#',
    '\t',
    '%2f',
    '%5c',
    'a',
    '//',
  )
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 8 }), (pieces) => {
      const place = placeOf(pieces.join(''), origin)
      assert.equal(new URL(place, origin).origin, origin)
      assert.ok(place.startsWith('/') && !/^\/[/\\]/.test(place), place)
    }),
    { numRuns: 20_000 },
  )
  const { site } = await scene(t)
  const browser = site.browser()
  const { body } = await browser.post('/sign-on/company/start', { to: '//evil.example/x' })
  const { searchParams } = new URL(String(body.url))
  const query = { state: String(searchParams.get('state')), code: String(searchParams.get('nonce')) }
  assert.equal(await back(browser, query), '/')
})
