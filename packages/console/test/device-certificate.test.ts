import assert from 'node:assert/strict'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type TestContext, test } from 'node:test'
import { getCACertificates, setDefaultCACertificates } from 'node:tls'
import { selfSigned } from '../../server/src/http/test-support/self-signed.ts'
import { testCa } from '../../server/src/http/test-support/test-ca.ts'
import { giveRoles } from '../../server/test/matrix/who.ts'
import { PASSWORD } from '../../server/test/people/people-site.ts'
import { texts as device } from '../src/components/company-device/texts.ts'
import { texts as signIn } from '../src/screens/sign-in/texts.ts'
import { findings } from './axe.ts'
import { type Visit, visit } from './browser.ts'
import { forgetful, HANA } from './lost-ways-in.ts'
import { type Site, site } from './staff.ts'

const FIRST = '[role=grid] [data-index="0"]'

/** The program behind TLS that asks for certificates of a company's CA; this process trusts its own. */
async function behindTls(t: TestContext, ca: string): Promise<Site> {
  const directory = await mkdtemp(join(tmpdir(), 'azukari-tls-'))
  const { cert, key } = selfSigned('localhost')
  const before = getCACertificates('default')
  setDefaultCACertificates([...before, cert.toString()])
  t.after(async () => {
    setDefaultCACertificates(before)
    await rm(directory, { recursive: true, force: true })
  })
  for (const [name, text] of Object.entries({ cert, key, ca }))
    await writeFile(join(directory, name), text, { mode: 0o600 })
  return site(t, {
    AZUKARI_TLS_CERT: join(directory, 'cert'),
    AZUKARI_TLS_KEY: join(directory, 'key'),
    AZUKARI_TLS_CLIENT_CA: join(directory, 'ca'),
  })
}

for (const language of ['en', 'ja'] as const)
  test(`a machine known by its certificate: enrolled, approved by another, signed in on; refused on any other (${language})`, async (t) => {
    const words = { device: device[language], signIn: signIn[language] }
    const company = testCa('Company CA')
    const at = await behindTls(t, company.cert)
    const hana = await forgetful(at)
    await giveRoles(at.app, at.by, hana.id, ['support'])
    // Whoever approves is on a company device of another kind, the first there is: from here on everybody needs one.
    const owner = await at.sit(await at.staff('owner', ['access-owner']), { language, anyServer: true })
    const laptop = company.issue('laptop 1')
    const seat = await visit(at.url, { language, anyServer: true, certificate: laptop })
    const { page } = seat
    seat.expect(403, 422)
    const comeIn = async ({ page }: Visit, code: string) => {
      await page.goto(`${at.url}/data`)
      await page.fill('input[name=username]', HANA.userName)
      await page.fill('input[name=password]', PASSWORD)
      await page.click('button[type=submit]')
      await page.getByRole('button', { name: words.signIn.useRecovery }).click()
      await page.fill('input[name=code]', code)
      await page.click('button[type=submit]')
      await page.getByRole('heading', { level: 1, name: words.device.needed }).waitFor()
    }

    await t.test(
      'enrolled by the certificate that the browser shows, and of no use before its approval',
      async () => {
        await comeIn(seat, hana.codes[0] ?? '')
        await page.fill('input[name=device]', '貸与ノート')
        await page.getByRole('button', { name: words.device.enrolCertificate }).click()
        await page.getByRole('status').getByText(words.device.asked).waitFor()
        assert.deepEqual(await findings(page), [])
        await page.getByRole('button', { name: words.device.confirmCertificate }).click()
        await page.getByRole('alert').getByText(words.device.notThis).waitFor()
      },
    )

    await t.test('another person approves it', async () => {
      await owner.page.goto(`${at.url}/inbox`)
      await owner.page.waitForSelector(FIRST)
      await owner.page.focus(FIRST)
      await owner.page.keyboard.press('a')
      await owner.page.waitForSelector(FIRST, { state: 'detached' })
    })

    await t.test('staff sign in on it and show it, and work there', async () => {
      await seat.context.clearCookies({ name: '__Host-azukari' })
      await comeIn(seat, hana.codes[1] ?? '')
      await page.getByRole('button', { name: words.device.confirmCertificate }).click()
      await page.getByRole('link', { name: 'orders' }).waitFor()
      await page.goto(`${at.url}/account`)
      await page.getByRole('cell', { name: words.device.kinds.certificate }).waitFor()
    })

    await t.test(
      'its session carried to a browser without the certificate is over there, and goes on here',
      async () => {
        const thief = await visit(at.url, { language, anyServer: true })
        await thief.context.addCookies(await seat.context.cookies())
        await thief.page.goto(`${at.url}/data`)
        await thief.page.locator('input[name=username]').waitFor()
        assert.equal(await thief.page.getByRole('link', { name: 'orders' }).count(), 0)
        await page.goto(`${at.url}/data`)
        await page.getByRole('link', { name: 'orders' }).waitFor()
      },
    )

    await t.test('from another machine of the company the same person is let in nowhere', async () => {
      const other = await visit(at.url, { language, anyServer: true, certificate: company.issue('laptop 2') })
      other.expect(403, 422)
      await comeIn(other, hana.codes[2] ?? '')
      await other.page.getByRole('button', { name: words.device.confirmCertificate }).click()
      await other.page.getByRole('alert').getByText(words.device.notThis).waitFor()
      await other.page.goto(`${at.url}/data`)
      await other.page.getByRole('heading', { level: 1, name: words.device.needed }).waitFor()
    })
    seat.noFaults()
    owner.noFaults()
  })
