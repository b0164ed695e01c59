import assert from 'node:assert/strict'
import { test } from 'node:test'
import { realProvider } from '../../server/test/people/real-provider.ts'
import { en } from '../src/i18n/base.en.ts'
import { ja } from '../src/i18n/base.ja.ts'
import { texts as account } from '../src/screens/account/texts.ts'
import { texts as inbox } from '../src/screens/inbox/texts.ts'
import { texts as policy } from '../src/screens/policy/texts.ts'
import { texts as signIn } from '../src/screens/sign-in/texts.ts'
import { visit } from './browser.ts'
import { site } from './staff.ts'

const FIRST = '[role=grid] [data-index="0"]'

for (const language of ['en', 'ja'] as const)
  test(`signing on through a company’s own provider, refused and let in, back to the same screen (${language})`, async (t) => {
    const words = {
      base: { en, ja }[language],
      account: account[language],
      inbox: inbox[language],
      policy: policy[language],
      signIn: signIn[language],
    }
    let url = ''
    const provider = await realProvider(t, () => [`${url}/v1/sign-on/company/callback`])
    const at = await site(t, {
      AZUKARI_SIGN_ON: 'company',
      AZUKARI_SIGN_ON_COMPANY_TITLE: '会社 SSO',
      AZUKARI_SIGN_ON_COMPANY_ISSUER: provider.issuer,
      AZUKARI_SIGN_ON_COMPANY_CLIENT_ID: 'azukari',
      AZUKARI_SIGN_ON_COMPANY_CLIENT_SECRET: 'env:SIGN_ON_SECRET',
      AZUKARI_SIGN_ON_COMPANY_AMR: 'mfa',
      AZUKARI_SIGN_ON_COMPANY_CREATES: 'true',
      AZUKARI_SIGN_ON_COMPANY_GROUPS: 'security=auditor',
      SIGN_ON_SECRET: provider.declare().clientSecret ?? '',
    })
    url = at.url
    const owner = await at.sit(await at.stranger('owner', ['access-owner']), { language })
    provider.account.claims.groups = ['security']
    const seat = await visit(at.url, { language })
    const { page, context } = seat
    // Another site than this one, as a provider is: what is kept for this site only does not come along on the way back.
    const elsewhere = provider.issuer.replace('localhost', '127.0.0.1')
    seat.goesTo(elsewhere)
    await page.route('**/v1/sign-on/company/start', async (route) => {
      const response = await route.fetch()
      const json = (await response.json()) as { url: string }
      await route.fulfill({ response, json: { url: json.url.replace(provider.issuer, elsewhere) } })
    })
    // What the provider shows then is the provider’s.
    seat.goesTo(provider.issuer)
    await page.route(`${provider.issuer}/session/end**`, (route) => route.fulfill({ body: '' }))
    const go = page.getByRole('button', { name: words.signIn.with('会社 SSO') })

    await t.test('without the second factor that the company asks for: back here, and why', async () => {
      provider.account.amr = ['pwd']
      await page.goto(`${at.url}/log?kind=sign_in.`)
      await go.click()
      await page.waitForURL('**/sign-in?problem=sign_on_refused')
      const alert = page.getByRole('alert')
      await alert.getByText(words.signIn.signOnFailed).waitFor()
      assert.ok((await alert.textContent())?.includes('sign_on_refused'))
      assert.equal((await context.cookies()).filter((c) => c.name === '__Host-azukari').length, 0)
      provider.account.amr = ['pwd', 'otp', 'mfa']
      await context.clearCookies()
    })

    await page.goto(`${at.url}/log?kind=sign_in.`)
    await go.click()
    await page.waitForURL(`${at.url}/log?kind=sign_in.`)
    await page.getByRole('button', { name: /Chie Ito/ }).waitFor()
    // Whoever is new accepts the policy before anything else, also that they may do nothing yet.
    await page.locator('[data-testid=accept-policy]:enabled').click()
    await page.getByRole('heading', { name: words.base.refused.title }).waitFor()
    assert.deepEqual(
      (await context.cookies(at.url)).map((c) => [c.name, c.httpOnly, c.sameSite]),
      [
        ['__Host-azukari', true, 'Strict'],
        ['__Host-azukari-browser', true, 'Strict'],
      ],
    )

    await t.test(
      'the role that the group stands for waits for a person, and opens the screen then',
      async () => {
        await owner.page.goto(`${at.url}/inbox`)
        await owner.page.locator(FIRST).filter({ hasText: 'auditor · Chie Ito' }).waitFor()
        await owner.page.focus(FIRST)
        await owner.page.keyboard.press('a')
        await owner.page.getByText(words.inbox.empty.decide).waitFor()
        await page.goto(`${at.url}/log?kind=sign_in.`)
        await page.waitForSelector(FIRST)
      },
    )

    await t.test('the account says by whom, and which role the group gave', async () => {
      await page.goto(`${at.url}/account`)
      await page.getByText('c.ito@example.com').waitFor()
      assert.match((await page.textContent('main')) ?? '', /auditor/)
      const session = page.locator(FIRST)
      await session.waitFor()
      assert.match((await session.textContent()) ?? '', /company/)
    })

    await t.test('signing out ends it there too, and nothing of the person stays on the page', async () => {
      await page.getByRole('button', { name: /Chie Ito/ }).click()
      await page.getByRole('menuitem', { name: words.base.signOut }).click()
      await page.waitForURL(`${provider.issuer}/session/end**`)
      const asked = new URL(page.url()).searchParams
      assert.equal(asked.get('client_id'), 'azukari')
      assert.equal(asked.get('post_logout_redirect_uri'), `${at.url}/`)
      await page.goto(at.url)
      await go.waitFor()
      assert.doesNotMatch(await page.content(), /Chie Ito|c\.ito/)
    })

    await t.test('a way back that was not begun here is refused', async () => {
      await page.goto(`${at.url}/v1/sign-on/company/callback?code=x&state=y`)
      await page.waitForURL('**/sign-in?problem=sign_on_refused')
    })
    seat.noFaults()
    owner.noFaults()
  })
