import assert from 'node:assert/strict'
import type { TestContext } from 'node:test'
import type { Page } from 'playwright-core'
import { serveShared } from '../../server/test/serve-shared.ts'
import { findings } from './axe.ts'
import { visit } from './browser.ts'
import { setUp } from './set-up.ts'

const settled = async (page: Page) => {
  await page.waitForLoadState('networkidle')
  await page.waitForSelector('main :is(h1, h3)')
}

/** On paper or in ink, as wide as a desk has it; or on a phone, where nothing may be wider than the window. */
export type Look = 'light' | 'dark' | 'phone'

const ELSEWHERE = [
  '/account',
  '/policy?view=versions&version=1',
  '/policy?view=change',
  '/overview?clause=A8',
]

/** Sets a server up and goes to every screen that the first administrator may open; each has to be clean to axe. */
export async function lookAtScreens(t: TestContext, look: Look): Promise<void> {
  const served = await serveShared(t)
  // From the browser's first moment: told to a page that is there already, it comes to the next one a moment late, which is drawn in both.
  const { page, noFaults, expect } = await visit(
    served.url,
    look === 'phone' ? { width: 375, height: 720 } : { scheme: look },
  )
  expect(403, 503)
  await page.goto(`${served.url}/overview`)
  await page.waitForSelector('input[name=username]')
  assert.deepEqual(await findings(page), [])
  await setUp(page, `${served.url}/setup#${served.setupToken}`)
  assert.deepEqual(await findings(page), [])
  await page.goto(`${served.url}/overview`)
  await settled(page)
  const links = page.locator('nav[aria-label] a')
  const listed = await links.evaluateAll((found) => found.map((a) => a.getAttribute('href') ?? ''))
  assert.ok(listed.includes('/policy'))
  for (const path of [...listed, ...ELSEWHERE]) {
    await t.test(`${path} (${look})`, async () => {
      await page.goto(served.url + path)
      await settled(page)
      if (look !== 'phone') assert.deepEqual(await findings(page), [])
      const wide = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth)
      assert.ok(wide <= 0, `${path} is ${wide} px wider than the window`)
    })
  }
  const inline = await page.evaluate(
    () => document.querySelectorAll('style, script:not([src]), [onclick], [onload]').length,
  )
  assert.equal(inline, 0)
  noFaults()
}
