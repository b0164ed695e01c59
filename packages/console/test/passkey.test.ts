import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Page } from 'playwright-core'
import { invitePerson } from '../../server/src/identity/index.ts'
import { texts as acceptPolicy } from '../src/components/accept-policy/texts.ts'
import { texts as enrolFactors } from '../src/components/enrol-factors/texts.ts'
import { en } from '../src/i18n/base.en.ts'
import { ja } from '../src/i18n/base.ja.ts'
import { texts as account } from '../src/screens/account/texts.ts'
import { texts as invitation } from '../src/screens/invitation/texts.ts'
import { texts as signIn } from '../src/screens/sign-in/texts.ts'
import { authenticator } from './authenticator.ts'
import { visit } from './browser.ts'
import { site } from './staff.ts'

const PASSWORD = 'violet-anchor-76-mint'
const NAME = 'Zqhanako Yamada'

for (const language of ['en', 'ja'] as const)
  test(`a passkey: made by whoever was invited, used alone and as the second factor, and refused (${language})`, async (t) => {
    const words = {
      base: { en, ja }[language],
      accept: acceptPolicy[language],
      enrol: enrolFactors[language],
      account: account[language],
      invitation: invitation[language],
      signIn: signIn[language],
    }
    const at = await site(t)
    const person = { name: NAME, userName: 'zq.hanako', email: 'zqhanako@mail.example', locale: language }
    const { link } = await invitePerson(at.app.people, at.by, person)
    const seat = await visit(at.url, { language })
    const { page } = seat
    const key = await authenticator(page)
    const signOut = async () => {
      await page.getByRole('button', { name: new RegExp(NAME) }).click()
      await page.getByRole('menuitem', { name: words.base.signOut }).click()
      await page.waitForSelector('input[name=username]')
    }

    await page.goto(link)
    await page.fill('input[name=password]', PASSWORD)
    await page.getByRole('button', { name: words.invitation.go }).click()
    await page.getByText(words.enrol.passkey, { exact: true }).click()

    await t.test('nothing is made without proof of who holds it, and it says so', async () => {
      await key.verifies(false)
      await page.getByRole('button', { name: words.enrol.make }).click()
      await page.getByRole('alert').getByText(words.enrol.notMade).waitFor()
      assert.equal(await key.count(), 0)
      await key.verifies(true)
    })

    await page.fill('input[name=name]', '鍵🌸')
    await page.getByRole('button', { name: words.enrol.make }).click()
    await page.getByRole('button', { name: words.enrol.codesMake }).click()
    await page.check('input[type=checkbox]')
    await page.getByRole('button', { name: words.enrol.codesDone }).click()
    await page.waitForURL('**/overview')
    const accept = page.getByRole('button', { name: words.accept.go('1') })
    await accept.click()
    await accept.waitFor({ state: 'detached' })
    assert.equal(await key.count(), 1)

    await t.test('it stands in the account under its name, as what it is', async () => {
      await page.goto(`${at.url}/account`)
      const item = page.locator('li', { hasText: '鍵🌸' })
      await item.waitFor()
      const told = (await item.textContent()) ?? ''
      assert.ok(told.includes(words.account.factors.passkey), told)
      assert.ok(!told.includes(words.account.factors.synced), told)
    })

    await t.test('alone: no user name, no password; the same screen comes back', async () => {
      await signOut()
      await page.getByRole('button', { name: words.signIn.passkey }).click()
      await page.getByText('鍵🌸').waitFor()
      assert.equal(new URL(page.url()).pathname, '/account')
      const by = page.locator('[role=grid] [data-index="0"]')
      await by.waitFor()
    })

    await t.test('after the password, as the second factor', async () => {
      await signOut()
      await password(page)
      await page.getByRole('heading', { name: words.signIn.factor }).waitFor()
      await page.getByRole('button', { name: words.signIn.passkey }).click()
      await page.getByText('鍵🌸').waitFor()
    })

    await t.test('not used: who holds it is not proven, and there is another way', async () => {
      await signOut()
      await key.verifies(false)
      await page.getByRole('button', { name: words.signIn.passkey }).click()
      await page.getByRole('alert').getByText(words.signIn.passkeyFailed).waitFor()
      assert.ok(await page.locator('input[name=password]').isVisible())
      await key.verifies(true)
    })

    await t.test('a passkey that was removed here is wrong, like everything that is wrong', async () => {
      await at.app.databases.app.across.write({
        text: `UPDATE identity.factor SET removed_ms = created_ms, removed_by = 'operator'`,
      })
      await page.getByRole('button', { name: words.signIn.passkey }).click()
      await page.getByRole('alert').getByText(words.signIn.wrong).waitFor()
    })
    seat.noFaults()
  })

async function password(page: Page): Promise<void> {
  await page.fill('input[name=username]', 'zq.hanako')
  await page.fill('input[name=password]', PASSWORD)
  await page.click('button[type=submit]')
}
