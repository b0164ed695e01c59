import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Page } from 'playwright-core'
import { texts } from '../src/screens/inbox/texts.ts'
import { askCase } from './ask-case.ts'
import { findings } from './axe.ts'
import { site } from './staff.ts'

const ROWS = '[role=grid] [data-index]'
const LONG = `${'とても長い理由🌸👩🏽‍⚕️ '.repeat(60)}end`

for (const language of ['en', 'ja'] as const)
  test(`the inbox by keyboard alone: refused, approved and decided in the dialog; the focus goes on to the next row, and to the heading after the last (${language})`, async (t) => {
    const words = texts[language]
    const at = await site(t)
    await at.put('o-1', { 'buyer.name': 'Zqhanako Yamada' })
    const hana = await at.staff('hana', ['support'])
    const ask = (ticket: string, reason: string) => askCase(at, hana.headers(), { ticket, reason })
    for (const n of [1, 2, 3, 4]) await ask(`T-${n}`, LONG)
    const seat = await at.sit(await at.staff('owner', ['access-owner']), { language })
    const { page } = seat
    await page.goto(`${at.url}/inbox`)
    await page.waitForSelector(`${ROWS} >> nth=3`)
    await page.focus(`${ROWS} >> nth=1`)

    await t.test('R refuses, and the next row has the focus', async () => {
      await page.keyboard.press('r')
      await left(page, 3)
      await focused(page, '[data-index="1"]')
      assert.deepEqual(await states(page, at.url), { open: 3, refused: 1 })
    })

    await t.test('A opens what its row cannot say whole, and decides nothing', async () => {
      await page.keyboard.press('a')
      await page.waitForSelector('dialog[open]')
      await page.keyboard.press('Escape')
      await page.waitForSelector('dialog[open]', { state: 'detached' })
      assert.deepEqual(await states(page, at.url), { open: 3, refused: 1 })
    })

    await t.test('R with a key of the browser’s own is the browser’s', async () => {
      await page.keyboard.press('Control+Shift+KeyX')
      await page.keyboard.press('Alt+r')
      assert.deepEqual(await states(page, at.url), { open: 3, refused: 1 })
    })

    await t.test('closed without a decision, the same row has the focus', async () => {
      await page.keyboard.press('Enter')
      await page.waitForSelector('dialog[open]')
      await page.keyboard.press('Escape')
      await page.waitForSelector('dialog[open]', { state: 'detached' })
      await focused(page, '[data-index="1"]')
    })

    await t.test(
      'decided in the dialog, the row in its place has it; nothing long or odd breaks it',
      async () => {
        await page.keyboard.press('Enter')
        const dialog = page.locator('dialog[open]')
        await dialog.getByText('👩🏽‍⚕️ end').waitFor()
        const wide = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth)
        assert.ok(wide <= 0)
        assert.deepEqual(await findings(page), [])
        await press(page, words.refuse)
        await left(page, 2)
        await focused(page, '[data-index="1"]')
        await page.keyboard.press('Enter')
        await press(page, words.approve)
        await left(page, 1)
        await focused(page, '[data-index="0"]')
      },
    )

    await t.test('after the last one the heading has it', async () => {
      await page.keyboard.press('Enter')
      await press(page, words.approve)
      await page.getByText(words.empty.decide).waitFor()
      await focused(page, 'h1')
    })

    await t.test('after the last one by a letter too', async () => {
      await ask('T-5', 'short')
      await page.goto(`${at.url}/inbox`)
      await page.waitForSelector(ROWS)
      await page.focus(ROWS)
      await page.keyboard.press('r')
      await page.getByText(words.empty.decide).waitFor()
      await focused(page, 'h1')
    })
    seat.noFaults()
  })

const left = (page: Page, count: number) =>
  page.waitForFunction(
    (n) =>
      document.querySelectorAll('[role=grid] [data-index]').length === n &&
      !document.querySelector('dialog[open]'),
    count,
  )

const focused = (page: Page, selector: string) =>
  page.waitForFunction((s) => document.activeElement?.matches(s) ?? false, selector)

/** Goes on by Tab to a button of the dialog and presses it. */
async function press(page: Page, name: string): Promise<void> {
  const button = page.locator('dialog[open]').getByRole('button', { name, exact: true })
  await button.waitFor()
  for (let i = 0; i < 12 && !(await button.evaluate((b) => b === document.activeElement)); i++)
    await page.keyboard.press('Tab')
  await page.keyboard.press('Enter')
}

/** How many requests are in which state, asked for in the page as its person. */
const states = (page: Page, url: string): Promise<Record<string, number>> =>
  page.evaluate(async (address) => {
    const response = await fetch(address)
    const { items } = (await response.json()) as { items: { kind: string; state: string }[] }
    const counts: Record<string, number> = {}
    for (const { kind, state } of items) if (kind === 'case') counts[state] = (counts[state] ?? 0) + 1
    return counts
  }, `${url}/v1/requests?limit=100`)
