import assert from 'node:assert/strict'
import { test } from 'node:test'
import { texts as access } from '../src/screens/access/texts.ts'
import { texts as data } from '../src/screens/data/texts.ts'
import { PATIENCE_MS } from './browser.ts'
import { FIELDS, PURPOSE, site } from './staff.ts'

const VALUES = { 'buyer.name': 'Zqhanako Yamada', 'buyer.email': 'zqhanako@mail.example' } as const
const PLANTED = /zqhanako/i

test('from put to masks: what is closed to whoever has no case, and why, in both languages', async (t) => {
  const at = await site(t)
  await at.put('o-1', VALUES)
  const hana = await at.staff('hana', ['support'])
  const owner = await at.staff('owner', ['access-owner'])

  for (const language of ['en', 'ja'] as const)
    await t.test(`masks, and a purpose that is refused (${language})`, async () => {
      const words = data[language]
      const seat = await at.sit(hana, { language })
      const { page } = seat
      seat.expect(403)
      await page.goto(`${at.url}/data`)
      await page.getByRole('link', { name: 'orders' }).click()
      await page.waitForSelector('[role=grid] [data-index="0"]')
      await page.focus('[role=grid] [data-index="0"]')
      await page.keyboard.press('Enter')
      const record = page.locator('dialog[open]')
      const purpose = record.getByLabel(words.record.choosePurpose)
      await purpose.selectOption(PURPOSE)
      for (const field of FIELDS) await record.getByLabel(field, { exact: true }).check()
      await record.getByRole('button', { name: words.record.goMasked, exact: true }).click()
      const values = record.getByRole('region', { name: words.record.values })
      await values.waitFor()
      for (const field of FIELDS) assert.ok((await values.textContent())?.includes(field))
      assert.doesNotMatch(await page.content(), PLANTED)

      await purpose.selectOption('fulfilment')
      await record.getByLabel('buyer.name', { exact: true }).check()
      await record.getByRole('button', { name: words.record.goMasked, exact: true }).click()
      const refused = record.getByRole('alert')
      await refused.locator('code').getByText('A3', { exact: true }).waitFor()
      assert.equal(await values.count(), 0)
      assert.doesNotMatch(await page.content(), PLANTED)
      seat.noFaults()
      await seat.context.close()
    })

  await t.test(
    'a request without a case made by hand is refused, and nothing of the value comes with it',
    async () => {
      const seat = await at.sit(hana)
      seat.expect(403)
      await seat.page.goto(`${at.url}/data/orders`)
      const told = await seat.page.evaluate(
        async (body) => {
          const headers = { 'content-type': 'application/json', 'x-azukari-client': 'console' }
          const path = '/v1/collections/orders/records/o-1/reveal'
          const response = await fetch(path, { method: 'POST', headers, body: JSON.stringify(body) })
          return { status: response.status, text: await response.text() }
        },
        { purpose: PURPOSE, fields: FIELDS },
      )
      assert.equal(told.status, 403)
      assert.match(told.text, /case_missing/)
      assert.doesNotMatch(told.text, PLANTED)
      seat.noFaults()
      await seat.context.close()
    },
  )

  for (const language of ['en', 'ja'] as const)
    await t.test(`the access screen says by which clause, and by which grant (${language})`, async () => {
      const words = access[language]
      const seat = await at.sit(owner, { language })
      const { page } = seat
      await page.goto(`${at.url}/access`)
      await page.getByLabel(words.principal).selectOption({ label: 'Kaori hana' }, { timeout: PATIENCE_MS })
      await page.getByLabel(words.collection).selectOption('orders')
      await page.getByLabel(words.purpose).selectOption(PURPOSE)
      await page.getByLabel(words.fields).fill(FIELDS.join('\n'))
      const ask = page.locator('form').getByRole('button', { name: words.explain, exact: true })
      await ask.click()
      const answer = page.locator('main form section[role=status]')
      await answer.getByText(words.denied).waitFor()
      const no = (await answer.textContent()) ?? ''
      assert.ok(no.includes(words.byClause('A3')) && no.includes('case_missing'), no)

      await page.getByLabel(words.masked).check()
      await ask.click()
      await answer.getByText(words.allowed).waitFor()
      const yes = (await answer.textContent()) ?? ''
      assert.ok(yes.includes(words.byGrant) && /asg_/.test(yes) && yes.includes('support'), yes)
      seat.noFaults()
      await seat.context.close()
    })
})
