import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Locator } from 'playwright-core'
import { measureChecks } from '../../server/src/evidence/index.ts'
import { japanese } from '../../server/src/platform/words/ja/index.ts'
import { figures } from '../src/i18n/figures/names.ja.ts'
import { texts as cases } from '../src/screens/cases/texts.ts'
import { texts as data } from '../src/screens/data/texts.ts'
import { site } from './staff.ts'

/** Three words of English in a row; names of the policy and of the program are single words. */
const ENGLISH = /\b[a-z]{2,} [a-z]{2,} [a-z]{2,}\b/i

test('in Japanese nothing is told in English: reasons on the board and of a check, refusals, what is wrong with a form', async (t) => {
  const at = await site(t)
  const { app } = at
  const seat = await at.sit(await at.staff('owner', ['access-owner', 'administrator', 'support']), {
    language: 'ja',
  })
  const { page } = seat
  seat.expect(403, 404, 409, 422)

  await t.test('the board tells every reason of every check', async () => {
    const measured = await measureChecks(app.databases.app, app.checks, {
      read: app.databases.app.across.read,
      clock: app.clock,
    })
    const given = [...measured.values()]
    assert.ok(given.filter((m) => m.why !== undefined).length > 5)
    const counted = new Set(given.flatMap((m) => Object.keys(m.figures)))
    assert.deepEqual(
      [...counted].filter((name) => figures[name] === undefined),
      [],
    )
    await page.goto(`${at.url}/overview`)
    await page.waitForSelector('main li button')
    await page
      .getByText(japanese.reasons.network_list_missing ?? '?')
      .first()
      .waitFor()
    assert.doesNotMatch(await visible(page.locator('main')), ENGLISH)
  })

  await t.test('a clause opened tells the reason of each check', async () => {
    await page.goto(`${at.url}/overview?clause=A2`)
    const dialog = page.locator('dialog[open]')
    await dialog.getByText(japanese.reasons.grants_unapproved ?? '?').waitFor()
    assert.doesNotMatch(await visible(dialog), ENGLISH)
  })

  await t.test('a refusal tells what was wrong', async () => {
    await page.goto(`${at.url}/cases`)
    await page.getByRole('button', { name: cases.ja.ask }).click()
    await page.fill('textarea[name=reason]', '届かないとの連絡。')
    await page.fill('textarea[name=fields]', 'no.such')
    await page.fill('textarea[name=records]', 'o-1')
    await page.getByRole('button', { name: cases.ja.send, exact: true }).click()
    const alert = page.getByRole('alert')
    await alert.getByText(japanese.titles.grant_invalid ?? '?').waitFor()
    await alert.getByText('ordersにない項目が含まれています。').waitFor()
    assert.doesNotMatch(await visible(alert), ENGLISH)
  })

  await t.test('what is not allowed tells the decision’s reason', async () => {
    await at.put('o-1', { 'buyer.name': 'Zqhanako Yamada' })
    await page.goto(`${at.url}/data/orders`)
    await page.waitForSelector('[role=grid] [data-index="0"]')
    await page.focus('[role=grid] [data-index="0"]')
    await page.keyboard.press('Enter')
    const record = page.locator('dialog[open]')
    await record.getByLabel(data.ja.record.choosePurpose).selectOption('fulfilment')
    await record.getByLabel('buyer.name', { exact: true }).check()
    await record.getByRole('button', { name: data.ja.record.goMasked, exact: true }).click()
    const alert = record.getByRole('alert')
    await alert.getByText(japanese.titles.access_denied ?? '?').waitFor()
    await alert.getByText('別の目的のためのものです。').waitFor()
    assert.doesNotMatch(await visible(alert), ENGLISH)
  })
  seat.noFaults()
})

const visible = (of: Locator): Promise<string> => of.innerText()
