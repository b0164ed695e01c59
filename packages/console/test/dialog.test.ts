import assert from 'node:assert/strict'
import { test } from 'node:test'
import { en } from '../src/i18n/base.en.ts'
import { site } from './staff.ts'

// A browser says that a dialog closed in a task of its own, which comes after whatever opened it again meanwhile.
test('a dialog that is opened again before the browser says that it closed stays open', async (t) => {
  const s = await site(t)
  const { page, noFaults } = await s.sit(await s.staff('support', ['support']))
  await page.goto(`${s.url}/`)
  const opener = page.getByRole('button', { name: en.palette.open })
  await opener.click()
  await page.waitForSelector('dialog[open]')
  await page.evaluate(
    async ({ open, close }) => {
      const button = (name: string) => {
        const found = [...document.querySelectorAll('button')].find(
          (one) => one.getAttribute('aria-label') === name || one.textContent.includes(name),
        )
        if (!found) throw new Error(`no button ${name}`)
        return found
      }
      const until = async (is: boolean) => {
        for (let turn = 0; (document.querySelector('dialog[open]') !== null) !== is; turn++) {
          if (turn === 1000) throw new Error(`the dialog is not ${is ? 'open' : 'closed'} within this task`)
          await Promise.resolve()
        }
      }
      button(close).click()
      await until(false)
      button(open).click()
      await until(true)
      // Two frames later the browser has told of the closing.
      await new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))
    },
    { open: en.palette.open, close: en.close },
  )
  assert.equal(await page.locator('dialog[open]').count(), 1)
  await page.keyboard.press('Escape')
  await page.waitForSelector('dialog[open]', { state: 'detached' })
  noFaults()
})
