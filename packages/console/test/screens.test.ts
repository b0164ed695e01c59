import assert from 'node:assert/strict'
import { type TestContext, test } from 'node:test'
import type { Page } from 'playwright-core'
import { serveShared } from '../../server/test/serve-shared.ts'
import { findings } from './axe.ts'
import { type Visit, visit } from './browser.ts'
import { setUp } from './set-up.ts'

/** On paper or in ink, as wide as a desk has it; or on a phone, where nothing may be wider than the window. */
const LOOKS = {
  // Told from the browser's first moment: a page that is there already comes to a scheme late, and is drawn in both.
  light: { scheme: 'light' },
  dark: { scheme: 'dark' },
  phone: { width: 375, height: 720 },
} as const
type Name = keyof typeof LOOKS

const ELSEWHERE = [
  '/account',
  '/policy?view=versions&version=1',
  '/policy?view=change',
  '/overview?clause=A8',
  '/setup?step=root',
  '/setup?step=policy',
  '/setup?step=service',
  '/setup?step=record',
]

const settled = async (page: Page) => {
  await page.waitForLoadState('networkidle')
  await page.waitForSelector('main :is(h1, h3)')
}

test('every screen that the first administrator may open is clean to axe, and none is wider than a phone', async (t) => {
  const served = await serveShared(t)
  const first = await begin(served.url, 'light')
  await setUp(first.page, `${served.url}/setup#${served.setupToken}`)
  assert.deepEqual(await findings(first.page), [])
  await first.page.goto(`${served.url}/overview`)
  await settled(first.page)
  const links = first.page.locator('nav[aria-label] a')
  const listed = await links.evaluateAll((found) => found.map((a) => a.getAttribute('href') ?? ''))
  assert.ok(listed.includes('/policy'))
  const paths = [...listed, ...ELSEWHERE]
  const cookies = await first.context.cookies()
  await lookAt(t, first, served.url, 'light', paths)
  for (const name of ['dark', 'phone'] as const) {
    const seat = await begin(served.url, name)
    await seat.context.addCookies(cookies)
    await lookAt(t, seat, served.url, name, paths)
  }
})

/** A browser of its own, at the door. */
async function begin(url: string, name: Name): Promise<Visit> {
  const seat = await visit(url, LOOKS[name])
  seat.expect(403, 503)
  await seat.page.goto(`${url}/overview`)
  await seat.page.waitForSelector('input[name=username]')
  assert.deepEqual(await findings(seat.page), [])
  return seat
}

async function lookAt(
  t: TestContext,
  { page, noFaults }: Visit,
  url: string,
  name: Name,
  paths: readonly string[],
): Promise<void> {
  for (const path of paths) {
    await t.test(`${path} (${name})`, async () => {
      await page.goto(url + path)
      await settled(page)
      if (name !== 'phone') assert.deepEqual(await findings(page), [])
      const wide = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth)
      assert.ok(wide <= 0, `${path} is ${wide} px wider than the window`)
      if (name === 'phone') assert.deepEqual(await cutGrids(page), [], `tables of ${path}`)
    })
  }
  const inline = await page.evaluate(
    () => document.querySelectorAll('style, script:not([src]), [onclick], [onload]').length,
  )
  assert.equal(inline, 0)
  noFaults()
}

/** Tables of which something lies beside the window, or that have rows and show none. */
const cutGrids = (page: Page) =>
  page.evaluate(() =>
    [...document.querySelectorAll('[role=grid]')].flatMap((grid) => {
      const name = grid.getAttribute('aria-label')
      const has = Number(grid.getAttribute('aria-rowcount')) > 1
      const rows = [...grid.querySelectorAll('[role=rowgroup] [role=row]')]
      if (has && !rows.some((row) => row.clientHeight > 0)) return [`${name}: no row`]
      return grid.scrollWidth > grid.clientWidth
        ? [`${name}: ${grid.scrollWidth - grid.clientWidth} px cut`]
        : []
    }),
  )
