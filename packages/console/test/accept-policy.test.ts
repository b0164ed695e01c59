import assert from 'node:assert/strict'
import { test } from 'node:test'
import { texts } from '../src/components/accept-policy/texts.ts'
import { findings } from './axe.ts'
import { site } from './staff.ts'

for (const language of ['en', 'ja'] as const)
  test(`whoever is new reads the policy and accepts it before anything else opens (${language})`, async (t) => {
    const words = texts[language]
    const at = await site(t)
    const seat = await at.sit(await at.newcomer('hana', ['auditor', 'administrator']), {
      language,
      width: 360,
      height: 720,
    })
    const { page } = seat
    for (const path of ['/overview', '/people', '/account', '/policy']) {
      await page.goto(at.url + path)
      await page.getByRole('heading', { level: 1, name: words.first }).waitFor()
      assert.equal(await page.getByRole('alert').count(), 0, path)
    }
    await page.goto(`${at.url}/people`)
    const text = page.getByRole('region', { name: words.text('1') })
    await text.getByText('A12').first().waitFor()
    assert.deepEqual(await findings(page), [])
    const wide = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth)
    assert.ok(wide <= 0, `${wide} px wider than the window`)
    // By keyboard, through the text to the one button.
    await text.focus()
    await page.keyboard.press('Tab')
    await page.keyboard.press('Enter')
    await page.getByRole('grid').waitFor()
    const rows = 'SELECT lang FROM policy.acknowledgement'
    assert.deepEqual(await at.app.databases.app.across.read.query({ text: rows }), [{ lang: language }])
    seat.noFaults()
  })
