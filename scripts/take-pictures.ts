import { execFileSync } from 'node:child_process'
import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import chromium from '@sparticuz/chromium'
import { type Page, chromium as playwright } from 'playwright-core'
import { PERSON, setUp } from '../packages/console/test/set-up.ts'
import { serveProcess } from '../packages/server/test/serve-process.ts'

// node scripts/take-pictures.ts [--to DIRECTORY] [--only NAME …]
// Sets a new server up as a person would, puts records in, and takes a picture of each main screen: on paper in English, in ink in Japanese.

const { values } = parseArgs({
  options: { to: { type: 'string' }, only: { type: 'string', multiple: true } },
})
const to = values.to ?? join(import.meta.dirname, '../docs/pictures')

/** Name of the picture, where it is taken, and what has to be there first. */
const PICTURES: readonly (readonly [name: string, path: string, ready: string])[] = [
  ['overview', '/overview', 'main li button'],
  ['clause', '/overview?clause=A8', 'dialog[open] dl'],
  ['policy', '/policy', 'article h3'],
  ['policy-change', '/policy?view=change', 'textarea'],
  ['data', '/data/orders', 'main h1'],
  ['inbox', '/inbox', 'main h1'],
  ['people', '/people', 'main h1'],
  ['access', '/access', 'main h1'],
  ['log', '/log', 'main h1'],
  ['account', '/account', 'main form'],
]
const LOOKS = [
  { end: 'en', language: 'en', scheme: 'light' },
  { end: 'ja', language: 'ja', scheme: 'dark' },
] as const

const ending: (() => Promise<void>)[] = []
try {
  await takeAll()
} finally {
  for (const end of ending.reverse()) await end()
}

async function takeAll(): Promise<void> {
  mkdirSync(to, { recursive: true })
  execFileSync(process.execPath, [join(import.meta.dirname, 'build-console.ts'), '--if-changed'], {
    stdio: 'inherit',
  })
  const served = await serveProcess({ after: (end) => ending.push(end) })
  const args = chromium.args.filter((arg) => !/single-process|zygote/.test(arg))
  const browser = await playwright.launch({ executablePath: await chromium.executablePath(), args })
  ending.push(() => browser.close())
  const context = await browser.newContext({
    viewport: { width: 1360, height: 860 },
    deviceScaleFactor: 1.5,
    locale: 'en-GB',
    timezoneId: 'Asia/Tokyo',
    reducedMotion: 'reduce',
  })
  const page = await context.newPage()
  await page.goto(`${served.url}/sign-in`)
  await take(page, 'sign-in', 'input[name=username]')
  const { lines, key } = await setUp(page, `${served.url}/setup#${served.setupToken}`, {
    ...PERSON,
    name: '佐藤 美咲',
  })
  await take(page, 'set-up', 'pre')
  execFileSync('bash', ['-c', lines])
  await putOrders(`${served.url}/v1/collections/orders/records`, key)
  for (const { end, language, scheme } of LOOKS) {
    await page.emulateMedia({ colorScheme: scheme })
    await page.evaluate((name) => localStorage.setItem('azukari-language', name), language)
    for (const [name, path, ready] of PICTURES) {
      await page.goto(served.url + path)
      await take(page, `${name}.${end}`, ready)
    }
  }
}

async function take(page: Page, name: string, ready: string): Promise<void> {
  if (values.only && !values.only.some((part) => name.startsWith(part))) return
  await page.waitForSelector(ready)
  await page.waitForLoadState('networkidle')
  await page.screenshot({ path: join(to, `${name}.png`) })
}

/** Made-up orders, so that lists have something to list. */
async function putOrders(url: string, key: string): Promise<void> {
  for (let n = 1; n <= 40; n++) {
    const response = await fetch(`${url}/250-${String(n).padStart(7, '0')}`, {
      method: 'PUT',
      headers: { authorization: `Bearer ${key}`, 'content-type': 'application/json' },
      body: JSON.stringify({
        fields: { 'recipient.name': `受取人 ${n}`, 'recipient.line1': `神田${n}-2-3` },
        events: [{ event: 'purchased', at: new Date(Date.now() - n * 3_600_000).toISOString() }],
      }),
    })
    if (!response.ok) throw new Error(`an order was refused: ${await response.text()}`)
  }
}
