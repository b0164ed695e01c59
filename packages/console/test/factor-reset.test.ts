import assert from 'node:assert/strict'
import { test } from 'node:test'
import { texts as inbox } from '../src/screens/inbox/texts.ts'
import { texts as people } from '../src/screens/people/texts.ts'
import { findings } from './axe.ts'
import { forgetful, HANA, openPerson } from './lost-ways-in.ts'
import { site } from './staff.ts'

const FIRST = '[role=grid] [data-index="0"]'

for (const language of ['en', 'ja'] as const)
  test(`lost factors: one asks, another approves in the inbox, and an invitation opens the account again (${language})`, async (t) => {
    const words = { people: people[language], inbox: inbox[language] }
    const at = await site(t)
    const hana = await forgetful(at)
    const seat = await at.sit(hana.who, { language })
    const manager = await at.sit(await at.stranger('manager', ['administrator', 'access-owner']), {
      language,
    })
    const second = await at.sit(await at.stranger('deputy', ['access-owner']), { language })
    second.expect(403)
    const { page } = manager

    await t.test('asked for on the people screen; who asked does not decide', async () => {
      await openPerson(page, at.url, HANA.name)
      await page.getByRole('button', { name: words.people.factorReset.ask }).click()
      const dialog = page.getByRole('dialog', { name: words.people.factorReset.title(HANA.name) })
      await dialog.getByText(words.people.factorReset.text).waitFor()
      assert.deepEqual(await findings(page), [])
      await page.keyboard.type('The telephone was lost.')
      await page.keyboard.press('Enter')
      await dialog.getByText(words.people.asked).waitFor()
      await page.keyboard.press('Enter')
      await dialog.waitFor({ state: 'detached' })
      await page.goto(`${at.url}/inbox`)
      await page.getByText(words.inbox.empty.decide).waitFor()
      await seat.page.goto(`${at.url}/account`)
      await seat.page.getByText(HANA.email).waitFor()
    })

    await t.test('approved by another, who is told what comes of it; every way in is gone', async () => {
      await second.page.goto(`${at.url}/inbox`)
      const row = second.page.locator(FIRST).filter({ hasText: words.inbox.kinds['factor-reset'] })
      await row.filter({ hasText: HANA.name }).waitFor()
      await second.page.focus(FIRST)
      await second.page.keyboard.press('Enter')
      await second.page.getByText(words.inbox.means['factor-reset']).waitFor()
      assert.deepEqual(await findings(second.page), [])
      await second.page.getByRole('button', { name: words.inbox.approve, exact: true }).click()
      await second.page.getByText(words.inbox.empty.decide).waitFor()
      await seat.page.goto(`${at.url}/account`)
      await seat.page.waitForSelector('input[name=username]')
    })

    await t.test('the invitation is made anew, and lets nobody in by itself', async () => {
      await openPerson(page, at.url, HANA.name)
      await page.getByRole('button', { name: words.people.again.make }).click()
      const link = (await page.textContent('pre')) ?? ''
      assert.ok(link.startsWith(`${at.url}/invitation#azi_`), link)
      assert.deepEqual(await findings(page), [])
      await seat.page.goto(link)
      await seat.page.waitForSelector('input[autocomplete=new-password]')
    })
    for (const each of [seat, manager, second]) each.noFaults()
  })
