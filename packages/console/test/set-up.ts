import type { Page } from 'playwright-core'
import { totp } from './totp.ts'

export const PERSON = {
  name: '佐藤 美咲 Ωß🌸',
  userName: 'misaki.sato',
  email: 'misaki.sato@example.jp',
  password: 'seven quiet otters paddle',
} as const

export interface Person {
  readonly name: string
  readonly userName: string
  readonly email: string
  readonly password: string
}

export interface SetUp {
  readonly secret: string
  readonly codes: readonly string[]
  readonly key: string
  /** The copy-paste lines of the last step. */
  readonly lines: string
  readonly steps: number
}

const go = (page: Page) => page.locator('main section button:enabled').last()
const step = async (page: Page, n: number) => {
  await page.waitForSelector(`ol > li:nth-child(${n})[aria-current=step]`)
  // The keyboard, and whoever hears the page, begins at the step's heading.
  await page.waitForSelector('h1:focus')
}

/**
 * Goes through set-up from the one-time link as a person would, in whichever language, up to the lines for the first record.
 *
 * @param choose what is done in the policy step before going on
 */
export async function setUp(
  page: Page,
  link: string,
  person: Person = PERSON,
  choose: (page: Page) => Promise<void> = async () => {},
): Promise<SetUp> {
  await page.goto(link)
  await page.fill('input[name=name]', person.name)
  await page.fill('input[name=username]', person.userName)
  await page.fill('input[name=email]', person.email)
  await page.fill('input[name=password]', person.password)
  await page.click('button[type=submit]')

  await step(page, 2)
  const secret = (await page.textContent('[data-testid=totp-secret]')) ?? ''
  await page.fill('input[name=code]', totp(secret, Date.now()))
  await page.click('button[type=submit]')

  await step(page, 3)
  await go(page).click()
  await page.waitForSelector('main [tabindex="-1"]:focus pre')
  const codes = ((await page.textContent('pre')) ?? '').split('\n')
  await page.check('input[type=checkbox]')
  await go(page).click()

  await step(page, 4)
  await page.check('input[type=checkbox]')
  await go(page).click()
  await step(page, 5)
  const accept = page.locator('[data-testid=accept-policy]:enabled')
  await accept.click()
  await page.waitForSelector('main dl')
  await choose(page)
  await go(page).click()
  // Whoever chose another policy accepts that one as well.
  await page.waitForSelector('[data-testid=accept-policy]:enabled, ol > li:nth-child(6)[aria-current=step]')
  if (await accept.isVisible()) await accept.click()
  await step(page, 6)
  await page.waitForSelector('main dl')
  await go(page).click()

  await step(page, 7)
  await page.fill('input[name=name]', 'order importer')
  await page.click('button[type=submit]')
  await page.waitForSelector('main [tabindex="-1"]:focus pre')
  const key = (await page.textContent('pre')) ?? ''
  await page.check('input[type=checkbox]')
  await go(page).click()

  await step(page, 8)
  const lines = (await page.textContent('pre')) ?? ''
  return { secret, codes, key, lines, steps: await page.locator('ol > li').count() }
}
