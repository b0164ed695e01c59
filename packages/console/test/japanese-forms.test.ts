import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Locator, Page } from 'playwright-core'
import { ja } from '../src/i18n/base.ja.ts'
import { texts as access } from '../src/screens/access/texts.ts'
import { texts as cases } from '../src/screens/cases/texts.ts'
import { texts as people } from '../src/screens/people/texts.ts'
import { texts as policy } from '../src/screens/policy/texts.ts'
import { site } from './staff.ts'

/** Three words of English in a row; names of the policy and of the program are single words. */
const ENGLISH = /\b[a-z]{2,} [a-z]{2,} [a-z]{2,}\b/i
const { whyNot, field } = ja

test('in Japanese a form tells in Japanese what is wrong with it, and why its button cannot be pressed', async (t) => {
  const at = await site(t)
  const seat = await at.sit(await at.staff('owner', ['access-owner', 'administrator', 'support']), {
    language: 'ja',
  })
  const { page } = seat
  seat.expect(403, 404, 409, 422)

  await t.test('what is wrong with a policy, and what to write instead', async () => {
    await page.goto(`${at.url}/policy?view=change`)
    const words = policy.ja.change
    const yaml = await page.inputValue('textarea')
    const plan = page.getByRole('button', { name: words.plan })
    const reset = page.getByRole('button', { name: words.reset })
    assert.equal(await reasonOf(page, reset), whyNot.unchanged)
    await page.fill('textarea', yaml.replace('pii_after_cancellation: P7D', 'pii_after_cancellation: 7 days'))
    await plan.click()
    const alert = page.getByRole('alert')
    await alert.getByText('「7 days」は期間ではありません。').waitFor()
    assert.doesNotMatch(await alert.innerText(), ENGLISH)

    // Whoever takes the other language reads it in that one, without asking again.
    await page.getByRole('button', { name: 'English' }).click()
    await alert.getByText('"7 days" is not a duration').waitFor()
    assert.equal(await alert.getByText('期間ではありません').count(), 0)
    await page.getByRole('button', { name: '日本語' }).click()
    await alert.getByText('「7 days」は期間ではありません。').waitFor()

    await page.fill('textarea', yaml.replace('pii_after_cancellation: P7D', 'pii_after_cancellation: P9D'))
    await plan.click()
    const propose = page.getByRole('button', { name: words.propose, exact: true })
    await propose.waitFor()
    for (const box of await page.locator('[data-severity] input[type=checkbox]').all()) await box.check()
    assert.equal(await reasonOf(page, propose), whyNot.reason)
    await page.getByLabel(words.reason).fill('長くします。')
    assert.equal(await reasonOf(page, propose), undefined)
  })

  await t.test('a number that is none, whatever the language of the browser', async () => {
    await page.goto(`${at.url}/cases`)
    await page.getByRole('button', { name: cases.ja.ask }).click()
    const hours = page.locator('input[name=hours]')
    await hours.fill('0')
    await page.getByRole('button', { name: cases.ja.send, exact: true }).click()
    assert.equal(await messageOf(page.locator('textarea[name=reason]')), field.missing)
    assert.equal(await messageOf(hours), field.atLeast('0.25'))
    await hours.fill('')
    await hours.pressSequentially('1e')
    await page.getByRole('button', { name: cases.ja.send, exact: true }).click()
    assert.equal(await messageOf(hours), field.number)
    await hours.fill('2')
    assert.equal(await messageOf(hours), '')
  })

  await t.test('an address that is none', async () => {
    await page.goto(`${at.url}/people`)
    await page.getByRole('button', { name: people.ja.invite }).click()
    await page.fill('input[name=name]', '森 健')
    await page.fill('input[name=userName]', 'ken.mori')
    await page.fill('input[name=email]', 'ken@localhost')
    await page.getByRole('dialog').locator('button[type=submit]').click()
    const alert = page.getByRole('alert')
    await alert.getByText('メールアドレスではありません').waitFor()
    await alert.getByText('/email').waitFor()
    assert.doesNotMatch(await alert.innerText(), ENGLISH)
  })

  await t.test('a question that asks about nobody', async () => {
    await page.goto(`${at.url}/access`)
    const ask = page.getByRole('button', { name: access.ja.explain, exact: true })
    await ask.waitFor()
    assert.equal(await reasonOf(page, ask), whyNot.principal)
  })
  seat.noFaults()
})

/** What stands beside a button that cannot be pressed, by the way a screen reader finds it. */
async function reasonOf(page: Page, button: Locator): Promise<string | undefined> {
  const id = await button.getAttribute('aria-describedby')
  assert.equal(await button.isDisabled(), id !== null)
  return id === null ? undefined : page.locator(`[id="${id}"]`).innerText()
}

const messageOf = (of: Locator): Promise<string> =>
  of.evaluate((element) => (element as HTMLInputElement).validationMessage)
