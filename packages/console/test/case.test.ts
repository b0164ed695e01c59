import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Locator, Page } from 'playwright-core'
import { en } from '../src/i18n/base.en.ts'
import { ja } from '../src/i18n/base.ja.ts'
import { texts as cases } from '../src/screens/cases/texts.ts'
import { texts as data } from '../src/screens/data/texts.ts'
import { texts as inbox } from '../src/screens/inbox/texts.ts'
import { findings } from './axe.ts'
import { PURPOSE, site } from './staff.ts'

const VALUE = 'Zqhanako Yamada'
const PLANTED = /zqhanako/i
const REASON = 'The buyer has written that nothing arrived.'
const FIRST = '[role=grid] [data-index="0"]'

for (const language of ['en', 'ja'] as const)
  test(`a case: asked for, approved by another, opened, hidden, left, ended and reviewed (${language})`, async (t) => {
    const words = {
      base: { en, ja }[language],
      cases: cases[language],
      data: data[language],
      inbox: inbox[language],
    }
    const at = await site(t)
    await at.put('o-1', { 'buyer.name': VALUE, 'buyer.email': 'zqhanako@mail.example' })
    const hana = await at.sit(await at.staff('hana', ['support']), { language })
    const owner = await at.sit(await at.staff('owner', ['access-owner']), { language })

    await ask(hana.page, at.url, words.cases)
    await owner.page.goto(`${at.url}/inbox`)
    await owner.page.waitForSelector(FIRST)
    await owner.page.focus(FIRST)
    // Neither key approves a case that was not opened.
    await owner.page.keyboard.press(language === 'en' ? 'a' : 'Enter')
    await owner.page.locator('dialog[open]').getByRole('button', { name: words.inbox.approve }).click()
    await owner.page.getByText(words.inbox.empty.decide).waitFor()

    const { page } = hana
    await page.goto(`${at.url}/data/orders`)
    await page.getByLabel(words.data.find.equals).fill(' Zqhanako@mail.example')
    await page.getByRole('button', { name: words.data.find.search }).click()
    const found = page.getByRole('status').getByRole('button', { name: 'o-1', exact: true })
    await found.waitFor()
    assert.doesNotMatch(await keptBy(page), PLANTED)
    await found.click()
    await page.locator('dialog[open]').waitFor()
    await page.reload()
    await gone(page)

    const press = async (record: Locator) => {
      await record.getByRole('button', { name: words.data.record.go, exact: true }).click()
      await record.getByText(VALUE).waitFor()
    }
    const revealIn = async (record: Locator) => {
      const purpose = record.getByLabel(words.data.record.choosePurpose)
      const inCase = record.getByLabel(words.data.record.case, { exact: true })
      const named = (await inCase.locator('option').nth(1).textContent()) ?? ''
      assert.match(named, /^T-7 · .*\d{4}-\d{2}-\d{2}/, 'by its ticket and its end, and no id')
      await inCase.selectOption({ index: 1 })
      await record.getByText(REASON).waitFor()
      assert.equal(await purpose.inputValue(), PURPOSE, 'a case is for one purpose')
      await purpose.selectOption('fulfilment')
      assert.equal(await inCase.inputValue(), '', 'and goes with another one')
      await inCase.selectOption({ index: 1 })
      await record.getByLabel('buyer.name', { exact: true }).check()
      await press(record)
    }
    const opened = await openRecord(page, at.url)
    await revealIn(opened)
    await page.setViewportSize({ width: 360, height: 720 })
    const wide = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth)
    assert.ok(wide <= 0, `${wide} px wider than a telephone`)
    await page.setViewportSize({ width: 1280, height: 900 })
    await opened.getByLabel(words.data.record.case, { exact: true }).focus()
    await page.keyboard.press('Alt+ArrowDown')
    assert.deepEqual(await findings(page), [], 'axe, with the values and the list of cases open')
    await page.keyboard.press('Escape')
    assert.doesNotMatch(await keptBy(page), PLANTED)
    await opened.getByRole('button', { name: words.base.revealed.hide }).click()
    await gone(page)
    for (const left of [pageHides, pageIsHidden]) {
      await press(opened)
      await page.evaluate(left)
      await gone(page)
    }
    await press(opened)
    await page.keyboard.press('Escape')
    await page.waitForSelector('dialog[open]', { state: 'detached' })
    await gone(page)

    await revealIn(await openRecord(page, at.url))
    await page.goto(`${at.url}/account`)
    await page.waitForSelector('main h1')
    await gone(page)
    await page.goBack()
    await page.waitForSelector('main h1')
    await gone(page)

    await page.goto(`${at.url}/cases`)
    await page.waitForSelector(FIRST)
    await page.focus(FIRST)
    await page.keyboard.press('Enter')
    await page.locator('dialog[open]').getByRole('button', { name: words.cases.end }).click()
    await page.locator('dialog[open]').getByText(words.cases.states.ended, { exact: true }).waitFor()

    await owner.page.goto(`${at.url}/cases`)
    await owner.page.getByText(words.cases.views.due, { exact: true }).click()
    await owner.page.waitForSelector(FIRST)
    await owner.page.focus(FIRST)
    await owner.page.keyboard.press('Enter')
    const review = owner.page.locator('dialog[open]')
    // One search and five openings, each with the entry that it made.
    await review.getByRole('button', { name: words.cases.inOrder, exact: true }).waitFor()
    assert.equal(await review.locator('tbody tr').count(), 6)
    await review.getByRole('button', { name: words.cases.inOrder, exact: true }).click()
    await review.getByText(words.cases.states.reviewed, { exact: true }).waitFor()
    await gone(owner.page)
    hana.noFaults()
    owner.noFaults()
  })

async function ask(page: Page, url: string, words: (typeof cases)['ja']): Promise<void> {
  await page.goto(`${url}/cases`)
  await page.getByRole('button', { name: words.ask }).click()
  await page.fill('textarea[name=reason]', REASON)
  await page.fill('input[name=ticket]', 'T-7')
  await page.selectOption('select[name=purpose]', PURPOSE)
  await page.fill('textarea[name=fields]', 'buyer.name\nbuyer.email')
  await page.fill('textarea[name=records]', 'o-1')
  await page.getByRole('button', { name: words.send, exact: true }).click()
  await page.getByRole('status').getByText(words.sent).waitFor()
}

async function openRecord(page: Page, url: string): Promise<Locator> {
  await page.goto(`${url}/data/orders`)
  await page.waitForSelector(FIRST)
  await page.focus(FIRST)
  await page.keyboard.press('Enter')
  return page.locator('dialog[open]')
}

/** The value is nowhere in the page, its address, its history or its storage. */
async function gone(page: Page): Promise<void> {
  await page.waitForFunction((value) => !document.documentElement.outerHTML.includes(value), VALUE)
  assert.doesNotMatch(await page.content(), PLANTED)
  assert.doesNotMatch(await keptBy(page), PLANTED)
}

const keptBy = (page: Page): Promise<string> =>
  page.evaluate(async () =>
    JSON.stringify({
      address: location.href,
      title: document.title,
      history: history.state as unknown,
      local: { ...localStorage },
      session: { ...sessionStorage },
      databases: await indexedDB.databases(),
      caches: await caches.keys(),
      cookies: document.cookie,
    }),
  )

/** What the browser tells a page that it puts into its back-forward cache. */
const pageHides = () => void window.dispatchEvent(new PageTransitionEvent('pagehide', { persisted: true }))

/** Another tab is in front. */
const pageIsHidden = () => {
  Object.defineProperty(document, 'visibilityState', { value: 'hidden', configurable: true })
  document.dispatchEvent(new Event('visibilitychange'))
  Reflect.deleteProperty(document, 'visibilityState')
}
