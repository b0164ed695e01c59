import assert from 'node:assert/strict'
import { test } from 'node:test'
import { testCa } from '../../server/src/http/test-support/test-ca.ts'
import { texts } from '../src/screens/services/texts.ts'
import { findings } from './axe.ts'
import { site } from './staff.ts'

for (const language of ['en', 'ja'] as const)
  test(`a key is bound to a certificate, by keyboard; the hash is shown, whole when asked for (${language})`, async (t) => {
    const words = texts[language]
    const at = await site(t)
    const seat = await at.sit(await at.stranger('owner', ['administrator']), { language })
    const { page } = seat
    seat.expect(422)
    const machine = testCa('Company CA').issue('printer 1')
    await page.goto(`${at.url}/services`)
    const row = page.locator('[role=grid] [data-index]', { hasText: 'order importer' })
    await row.focus()
    await page.keyboard.press('Enter')
    await page.getByRole('cell', { name: words.unbound, exact: true }).first().waitFor()
    await page.getByRole('button', { name: words.bind.go, exact: true }).click()
    const dialog = page.getByRole('dialog', { name: words.bind.title })
    const field = dialog.getByLabel(words.bind.certificate)
    const go = dialog.getByRole('button', { name: words.bind.go, exact: true })

    await t.test('a private key is not sent', async () => {
      await field.fill(machine.key)
      await dialog.getByText(words.bind.secret).waitFor()
      assert.ok(await go.isDisabled())
      assert.deepEqual(await findings(page), [])
    })

    await t.test('what is no certificate is refused, and why', async () => {
      await field.fill('-----BEGIN CERTIFICATE-----\nno\n-----END CERTIFICATE-----')
      await go.click()
      await dialog.getByRole('alert').getByText('certificate_invalid').waitFor()
    })

    await t.test('bound, it shows to what', async () => {
      await field.fill(machine.cert)
      await go.focus()
      await page.keyboard.press('Enter')
      await dialog.waitFor({ state: 'detached' })
      const text = 'SELECT certificate FROM identity.key WHERE certificate IS NOT NULL'
      const [key] = await at.app.databases.app.across.read.query<{ certificate: Buffer }>({ text })
      const hash = key?.certificate.toString('hex') ?? ''
      assert.equal(hash.length, 64)
      const short = page.locator('summary', { hasText: `${hash.slice(0, 12)}…` })
      await short.waitFor()
      assert.equal(await page.getByText(hash, { exact: true }).isVisible(), false)
      await short.focus()
      await page.keyboard.press('Enter')
      await page.getByText(hash, { exact: true }).waitFor()
      assert.deepEqual(await findings(page), [])
    })
    seat.noFaults()
  })
