import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Page } from 'playwright-core'
import { texts } from '../src/screens/reviews/texts.ts'
import { site } from './staff.ts'

const words = texts.en
const FOCUSED = '[role=grid] [data-index]:focus'

test('a review of access, decided with the keyboard by two people, and closed', async (t) => {
  const at = await site(t)
  await at.put('o-1', { 'buyer.name': 'Zqhanako Yamada' })
  await at.staff('hana', ['support'])
  const first = await at.sit(await at.staff('owner', ['access-owner']))
  const second = await at.sit(await at.staff('deputy', ['access-owner']))
  first.expect(403)

  const { page } = first
  await page.goto(`${at.url}/reviews`)
  await page.getByRole('button', { name: words.start }).click()
  await page.waitForSelector('[role=grid] [data-index="0"]')
  const all = await page.locator('[role=grid] [data-index]').count()
  await t.test('instants are days in the reader’s zone, and never bare numbers', async () => {
    const told = (await page.textContent('[role=grid]')) ?? ''
    assert.match(told, /until \d{4}-\d\d-\d\d/)
    assert.doesNotMatch(told, /\d{9}|Ms\b/)
  })
  await page.focus('[role=grid] [data-index="0"]')

  await t.test('nobody decides their own; the row stays, and says why', async () => {
    const own = page.locator('[role=grid] [data-index]', { hasText: 'Kaori owner' }).first()
    await own.focus()
    await page.keyboard.press('k')
    await page.getByRole('alert').getByText('review_own_item').waitFor()
    assert.equal(await page.locator('[role=grid] [data-index]').count(), all)
    await page.keyboard.press('Home')
  })

  const done = await decideAll(page, 'Kaori owner')
  assert.deepEqual(new Set(done.values()), new Set(['k', 'n', 'r']))
  const left = all - done.size
  assert.ok(left >= 3, `${left}: oneself, one's device, one's role`)
  await page.getByText(words.left(String(left), String(all))).waitFor()
  assert.ok(await page.getByRole('button', { name: words.close }).isDisabled())

  await second.page.goto(new URL(page.url()).href)
  await second.page.waitForSelector('[role=grid] [data-index="0"]')
  await second.page.focus('[role=grid] [data-index="0"]')
  assert.equal((await decideAll(second.page, 'Kaori deputy')).size, left)
  await second.page.getByText(words.done).waitFor()
  await second.page.getByRole('button', { name: words.close }).click()
  await second.page.locator('dialog[open]').getByRole('button', { name: words.close, exact: true }).click()
  await second.page.waitForSelector('dialog[open]', { state: 'detached' })

  await t.test('what was decided stays to be read, and cannot be changed', async () => {
    await second.page.getByLabel(words.onlyOpen).uncheck()
    await second.page.waitForSelector('[role=grid] [data-index="0"]')
    const rows = (await second.page.textContent('[role=grid]')) ?? ''
    for (const decision of ['keep', 'narrow', 'revoke'] as const)
      assert.ok(rows.includes(words.decisions[decision]))
    assert.equal(await second.page.locator('[role=grid] [data-index] button').count(), 0)
    await second.page.goto(`${at.url}/reviews`)
    await second.page.getByRole('cell', { name: words.closed, exact: true }).waitFor()
  })
  first.noFaults()
  second.noFaults()
})

/** Goes down the rows by keys alone: what is one's own is passed over, grants are narrowed, support's role is revoked, the rest is kept. */
async function decideAll(page: Page, me: string): Promise<Map<string, string>> {
  const done = new Map<string, string>()
  for (;;) {
    const row = page.locator(FOCUSED)
    const text = (await row.count()) === 1 ? ((await row.textContent()) ?? '') : ''
    assert.notEqual(text, '', 'the focus is on a row')
    const before = await page.locator('[role=grid] [data-index]').count()
    const at = Number(await row.getAttribute('data-index'))
    if (text.includes(me)) {
      if (at === before - 1) return done
      await page.keyboard.press('ArrowDown')
      await page.waitForSelector(`[role=grid] [data-index="${at + 1}"]:focus`)
      continue
    }
    const key = keyFor(text)
    await page.keyboard.press(key)
    done.set(`${done.size} ${text}`, key)
    await page.waitForFunction(
      (n) => document.querySelectorAll('[role=grid] [data-index]').length === n,
      before - 1,
    )
    if (before === 1) return done
    await page.waitForSelector(FOCUSED)
  }
}

function keyFor(row: string): 'k' | 'n' | 'r' {
  if (row.startsWith(words.kinds.grant)) return 'n'
  return row.startsWith(words.kinds.assignment) && row.includes('support') ? 'r' : 'k'
}
