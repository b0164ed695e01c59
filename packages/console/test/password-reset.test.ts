import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Page } from 'playwright-core'
import { makePasswordReset } from '../../server/src/identity/passwords/make-reset.ts'
import { texts as enrolFactors } from '../src/components/enrol-factors/texts.ts'
import { texts as account } from '../src/screens/account/texts.ts'
import { texts as reset } from '../src/screens/password-reset/texts.ts'
import { texts as people } from '../src/screens/people/texts.ts'
import { texts as signIn } from '../src/screens/sign-in/texts.ts'
import { authenticator } from './authenticator.ts'
import { findings } from './axe.ts'
import { visit } from './browser.ts'
import { forgetful, HANA, openPerson } from './lost-ways-in.ts'
import { site } from './staff.ts'
import { totp } from './totp.ts'

const NEXT = 'copper-window-rain-41'
const STEP_MS = 30_000

for (const language of ['en', 'ja'] as const)
  test(`a forgotten password: a link that another made, used once with a second factor; the old session is over (${language})`, async (t) => {
    const words = { people: people[language], reset: reset[language], signIn: signIn[language] }
    const at = await site(t)
    const hana = await forgetful(at)
    const old = await at.sit(hana.who, { language })
    await old.page.goto(`${at.url}/account`)
    await old.page.getByText(HANA.email).waitFor()
    const owner = await at.sit(await at.stranger('owner', ['administrator']), { language })
    const link = await linkFor(owner.page, at.url, words.people)
    const seat = await visit(at.url, { language })
    const { page } = seat
    seat.expect(403, 422)

    await t.test('the secret leaves the address at once, and the page is clean to axe', async () => {
      await page.goto(link)
      await page.getByRole('heading', { level: 1, name: words.reset.title }).waitFor()
      assert.equal(page.url(), `${at.url}/password-reset`)
      const kept = await page.evaluate(() => JSON.stringify([history.state, localStorage, sessionStorage]))
      assert.ok(!kept.includes('azr_'), kept)
      assert.deepEqual(await findings(page), [])
    })

    const send = async (password: string, code: string) => {
      await page.fill('input[name=password]', password)
      await page.fill('input[name=code]', code)
      await page.keyboard.press('Enter')
    }
    const code = () => totp(hana.secret, Date.now() + STEP_MS)

    await t.test('a wrong code changes nothing and says so', async () => {
      await send(NEXT, '000000')
      await page.getByRole('alert').getByText(words.reset.wrong).waitFor()
    })

    await t.test('a password with the program’s name is refused, and why', async () => {
      await send('my.azukari.window', code())
      const why =
        language === 'ja'
          ? '会社にかかわる語か、このプログラムの名前が含まれています。'
          : 'it holds a word of the company'
      await page.getByRole('alert').getByText(why).waitFor()
      assert.deepEqual(await findings(page), [])
    })

    await t.test('with the code it is changed, and signing in comes next', async () => {
      await send(NEXT, code())
      const note = page.getByRole('status').getByText(words.reset.changed)
      await note.waitFor()
      assert.ok(await note.evaluate((element) => element === document.activeElement))
      assert.deepEqual(await findings(page), [])
      await old.page.goto(`${at.url}/account`)
      await old.page.waitForSelector('input[name=username]')
      assert.ok(!(await old.page.content()).includes(HANA.email))
      await page.fill('input[name=username]', HANA.userName)
      await page.fill('input[name=password]', NEXT)
      await page.click('button[type=submit]')
      await page.getByRole('button', { name: words.signIn.useRecovery }).click()
      await page.fill('input[name=code]', hana.codes[0] ?? '')
      await page.click('button[type=submit]')
      await page.waitForSelector('nav[aria-label]')
    })

    await t.test('a second time, and without a link, it opens nothing', async () => {
      await old.page.goto(link)
      old.expect(403)
      await old.page.getByRole('heading', { level: 1, name: words.reset.over }).waitFor()
      assert.deepEqual(await findings(old.page), [])
      await old.page.goto(`${at.url}/password-reset`)
      await old.page.getByRole('heading', { level: 1, name: words.reset.noLink }).waitFor()
    })
    for (const each of [old, owner, seat]) each.noFaults()
  })

test('a forgotten password, with a passkey, or with a recovery code by a link that is opened over another', async (t) => {
  const words = { account: account.en, enrol: enrolFactors.en, reset: reset.en }
  const at = await site(t)
  const hana = await forgetful(at)
  const seat = await at.sit(hana.who)
  const { page } = seat
  seat.expect(403)
  const key = await authenticator(page)
  await page.goto(`${at.url}/account`)
  await page.getByRole('button', { name: words.account.factors.add }).click()
  await page.getByText(words.enrol.passkey, { exact: true }).click()
  await page.fill('dialog[open] input[name=name]', 'key')
  await page.getByRole('button', { name: words.enrol.make }).click()
  await page.locator('li', { hasText: 'key' }).first().waitFor()
  await page.waitForSelector('dialog[open]', { state: 'detached' })
  assert.equal(await key.count(), 1)
  const make = () => makePasswordReset(at.app.people, at.by, hana.id)

  await t.test('who holds it is not proven: nothing is changed', async () => {
    await page.goto((await make()).link)
    await page.fill('input[name=password]', NEXT)
    await page.getByText(words.reset.factors.passkey, { exact: true }).click()
    assert.deepEqual(await findings(page), [])
    await key.verifies(false)
    await page.getByRole('button', { name: words.reset.go }).click()
    await page.getByRole('alert').getByText(words.reset.passkeyNotUsed).waitFor()
    await key.verifies(true)
  })

  await t.test('with it, at the second try', async () => {
    await page.getByRole('button', { name: words.reset.go }).click()
    await page.getByRole('status').getByText(words.reset.changed).waitFor()
  })

  await t.test('another link in the same page is the one that counts', async () => {
    await page.goto((await make()).link)
    await page.getByRole('heading', { level: 1, name: words.reset.title }).waitFor()
    const { link } = await make()
    await page.evaluate((hash) => location.assign(hash), new URL(link).hash)
    await page.waitForFunction(() => location.hash === '')
    await page.getByText(words.reset.factors.recovery, { exact: true }).click()
    await page.fill('input[name=password]', 'walnut-harbor-moss-74')
    await page.fill('input[name=code]', hana.codes[0] ?? '')
    await page.keyboard.press('Enter')
    await page.getByRole('status').getByText(words.reset.changed).waitFor()
  })
  seat.noFaults()
})

/** Makes the link on the people screen, as whoever manages people does. */
async function linkFor(page: Page, url: string, words: typeof people.en | typeof people.ja): Promise<string> {
  await openPerson(page, url, HANA.name)
  assert.deepEqual(await findings(page), [])
  await page.getByRole('button', { name: words.reset.make }).click()
  const link = (await page.textContent('pre')) ?? ''
  assert.ok(link.startsWith(`${url}/password-reset#azr_`), link)
  assert.deepEqual(await findings(page), [])
  await page.check('dialog[open] input[type=checkbox]')
  await page.getByRole('button', { name: words.done }).click()
  await page.waitForSelector('pre', { state: 'detached' })
  assert.ok(await page.locator('dialog[open]').getByText(HANA.email).isVisible(), 'the person stays open')
  return link
}
