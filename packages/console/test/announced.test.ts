import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Page } from 'playwright-core'
import { createKey, createService } from '../../server/src/identity/index.ts'
import { en } from '../src/i18n/base.en.ts'
import { ja } from '../src/i18n/base.ja.ts'
import { texts as account } from '../src/screens/account/texts.ts'
import { texts as data } from '../src/screens/data/texts.ts'
import { texts as inbox } from '../src/screens/inbox/texts.ts'
import { texts as services } from '../src/screens/services/texts.ts'
import { askCase } from './ask-case.ts'
import { PATIENCE_MS } from './browser.ts'
import { PURPOSE, site } from './staff.ts'

const FIRST = '[role=grid] [data-index="0"]'
const VALUE = 'Zqhanako Yamada'

/** Read where a screen reader reads: in the browser's accessibility tree, which leaves out what stands behind an open dialog. */
test('what was done is said in a live region: revealed, hidden, approved, revoked, saved', async (t) => {
  const at = await site(t)
  await at.put('o-1', { 'buyer.name': VALUE })
  const hana = await at.staff('hana', ['support'])
  const owner = await at.staff('owner', ['access-owner', 'administrator'])
  for (const language of ['en', 'ja'] as const) {
    const said = { en, ja }[language].done
    const own = {
      data: data[language],
      account: account[language],
      inbox: inbox[language],
      services: services[language],
    }
    const asker = await at.sit(hana, { language })
    const seat = await at.sit(owner, { language })

    await t.test(
      `values that are opened and hidden, in the dialog that they are in (${language})`,
      async () => {
        const { page } = asker
        await page.goto(`${at.url}/data/orders`)
        await page.waitForSelector(FIRST)
        await page.focus(FIRST)
        await page.keyboard.press('Enter')
        const record = page.locator('dialog[open]')
        await record.getByLabel(own.data.record.choosePurpose).selectOption(PURPOSE)
        await record.getByLabel('buyer.name', { exact: true }).check()
        assert.deepEqual(await heard(page), [])
        await record.getByRole('button', { name: own.data.record.goMasked, exact: true }).click()
        await hears(page, said.revealed)
        await record.getByRole('button', { name: { en, ja }[language].revealed.hide }).click()
        await hears(page, said.hidden)
      },
    )

    await t.test(`a request that is approved by a key, and one that is refused (${language})`, async () => {
      const { page } = seat
      for (const ticket of ['T-1', 'T-2'])
        await askCase(at, hana.headers(), { ticket, reason: 'The buyer has written.' })
      await page.goto(`${at.url}/inbox`)
      await page.waitForSelector(`${FIRST} ~ [data-index="1"]`)
      await page.focus(FIRST)
      await page.keyboard.press('r')
      await hears(page, said.refused)
      await page.keyboard.press('Enter')
      const whole = page.locator('dialog[open]')
      await whole.getByRole('button', { name: own.inbox.approve, exact: true }).click()
      await hears(page, said.approved)
    })

    await t.test(`a key that is revoked, after the dialog that asked has closed (${language})`, async () => {
      const { page } = seat
      const { id } = await createService(at.app.identity, at.by, { name: `printer ${language}` })
      await createKey(at.app.identity, at.by, { service: id })
      await page.goto(`${at.url}/services`)
      const row = page.locator('[role=grid] [data-index]', { hasText: `printer ${language}` })
      await row.focus()
      await page.keyboard.press('Enter')
      const keys = page.locator('dialog[open]')
      await keys.getByRole('button', { name: own.services.revoke, exact: true }).click()
      const sure = page.getByRole('dialog', { name: own.services.revokeTitle })
      await sure.getByRole('button', { name: own.services.revoke, exact: true }).click()
      await sure.waitFor({ state: 'detached' })
      await hears(page, said.revoked)
    })

    await t.test(`a profile that is saved (${language})`, async () => {
      const { page } = seat
      await page.goto(`${at.url}/account`)
      await page
        .locator('form', { has: page.locator('input[name=name]') })
        .locator('button[type=submit]')
        .click()
      await hears(page, own.account.profile.saved)
    })
    for (const { noFaults } of [asker, seat]) noFaults()
  }
})

interface AxNode {
  readonly nodeId: string
  readonly parentId?: string
  readonly ignored: boolean
  readonly role?: { readonly value: string }
  readonly name?: { readonly value: string }
  readonly properties?: readonly { readonly name: string; readonly value: { readonly value: unknown } }[]
}

/** Texts in the live regions that the accessibility tree has. */
async function heard(page: Page): Promise<readonly string[]> {
  const session = await page.context().newCDPSession(page)
  const { nodes } = (await session.send('Accessibility.getFullAXTree')) as { nodes: readonly AxNode[] }
  await session.detach()
  const byId = new Map(nodes.map((node) => [node.nodeId, node]))
  const live = (node: AxNode | undefined): boolean => {
    if (node === undefined) return false
    const polite = node.properties?.some((p) => p.name === 'live' && p.value.value !== 'off') === true
    return (polite && !node.ignored) || live(byId.get(node.parentId ?? ''))
  }
  return nodes
    .filter((node) => !node.ignored && node.role?.value === 'StaticText' && live(node))
    .map((node) => node.name?.value ?? '')
    .filter((text) => text !== '')
}

async function hears(page: Page, text: string): Promise<void> {
  const until = performance.now() + PATIENCE_MS
  let last: readonly string[] = []
  while (performance.now() < until) {
    last = await heard(page)
    if (last.includes(text)) return
    await page.waitForTimeout(100)
  }
  assert.fail(`"${text}" is not heard; what is: ${JSON.stringify(last)}`)
}
