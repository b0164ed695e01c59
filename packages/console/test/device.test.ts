import assert from 'node:assert/strict'
import { test } from 'node:test'
import { texts as device } from '../src/components/company-device/texts.ts'
import { en } from '../src/i18n/base.en.ts'
import { ja } from '../src/i18n/base.ja.ts'
import { texts as account } from '../src/screens/account/texts.ts'
import { texts as inbox } from '../src/screens/inbox/texts.ts'
import { authenticator } from './authenticator.ts'
import { findings } from './axe.ts'
import { site } from './staff.ts'

const FIRST = '[role=grid] [data-index="0"]'

for (const language of ['en', 'ja'] as const)
  test(`a company device: refused before, enrolled, approved by another, shown; what can be copied is refused (${language})`, async (t) => {
    const words = {
      base: { en, ja }[language],
      device: device[language],
      account: account[language],
      inbox: inbox[language],
    }
    const at = await site(t)
    const owner = await at.sit(await at.staff('owner', ['access-owner']), { language })
    const hana = await at.sit(await at.stranger('hana', ['support']), { language })
    const { page } = hana
    hana.expect(403, 422)

    await t.test('from a device nobody knows every screen says so, and nothing else', async () => {
      for (const path of ['/overview', '/data/orders', '/policy', '/account']) {
        await page.goto(at.url + path)
        await page.getByRole('heading', { level: 1, name: words.device.needed }).waitFor()
        assert.equal(await page.getByRole('alert').count(), 0, path)
      }
    })

    await t.test('a credential that goes to other machines is refused, with what to do', async () => {
      const synced = await authenticator(page, { copies: true })
      await page.fill('input[name=device]', '貸与ノート')
      await page.getByRole('button', { name: words.device.enrol }).click()
      const alert = page.getByRole('alert')
      await alert.getByText(words.device.copies).waitFor()
      assert.ok((await alert.textContent())?.includes(words.device.copiesText))
      assert.deepEqual(await at.app.databases.app.across.read.query({ text: WAITING }), [])
      await synced.remove()
    })

    await t.test('without a client certificate of the company’s it says so, plainly', async () => {
      await page.fill('input[name=device]', '貸与ノート')
      await page.getByRole('button', { name: words.device.enrolCertificate }).click()
      await page.getByRole('alert').getByText(words.device.noCertificate).waitFor()
      await page.getByRole('button', { name: words.device.confirmCertificate }).click()
      await page.getByRole('alert').getByText(words.device.noCertificate).nth(1).waitFor()
      assert.deepEqual(await findings(page), [])
    })

    const machine = await authenticator(page)
    await page.fill('input[name=device]', '貸与ノート')
    await page.getByRole('button', { name: words.device.enrol }).click()
    await page.getByRole('status').getByText(words.device.asked).waitFor()
    assert.equal(await machine.count(), 1)

    await t.test('before its approval it opens nothing', async () => {
      await page.getByRole('button', { name: words.device.confirm }).click()
      await page.getByRole('alert').getByText(words.device.notThis).waitFor()
    })

    await owner.page.goto(`${at.url}/inbox`)
    await owner.page.waitForSelector(FIRST)
    assert.ok((await owner.page.textContent(FIRST))?.includes(words.inbox.kinds.device))
    await owner.page.focus(FIRST)
    await owner.page.keyboard.press('a')
    await owner.page.getByText(words.inbox.empty.decide).waitFor()

    await page.goto(`${at.url}/account`)
    await page.getByRole('button', { name: words.device.confirm }).click()
    await page.getByText(words.device.enrolled).waitFor()
    await page.getByRole('cell', { name: words.device.kinds.passkey }).waitFor()
    await page.getByRole('heading', { name: words.account.sessions.title }).waitFor()
    await page.goto(`${at.url}/data`)
    await page.getByRole('link', { name: 'orders' }).waitFor()

    await t.test('revoked, the session on it ends', async () => {
      await at.app.databases.app.across.write({ text: REVOKE })
      await page.goto(`${at.url}/data`)
      await page.getByRole('heading', { level: 1, name: words.device.needed }).waitFor()
    })
    hana.noFaults()
    owner.noFaults()
  })

const REVOKE = `UPDATE identity.device SET revoked_ms = approved_ms, revoked_by = 'operator' WHERE kind = 'passkey'`
const WAITING = 'SELECT FROM identity.device WHERE approved_ms IS NULL'
