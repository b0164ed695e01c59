import type { Page } from 'playwright-core'
import { invitePerson } from '../../server/src/identity/index.ts'
import { parseId } from '../../server/src/platform/ids.ts'
import { accept } from '../../server/test/matrix/who.ts'
import { enrol, PASSWORD } from '../../server/test/people/people-site.ts'
import { TestBrowser } from '../../server/test/people/test-browser.ts'
import type { Site } from './staff.ts'

export const HANA = {
  name: 'Zqhanako Yamada',
  userName: 'zq.hanako',
  email: 'zqhanako@mail.example',
} as const

export interface Forgetful {
  readonly id: string
  /** Of their one-time codes, in base32. */
  readonly secret: string
  readonly codes: readonly string[]
  /** A session that they have had. */
  readonly who: { readonly headers: () => Record<string, string> }
}

/** Somebody who came by invitation, with a password, one-time codes and recovery codes, and is signed in somewhere. */
export async function forgetful(at: Site): Promise<Forgetful> {
  const { person, link } = await invitePerson(at.app.people, at.by, { ...HANA, locale: 'en' })
  const browser = new TestBrowser(at.url)
  const token = new URL(link).hash.slice(1)
  const redeemed = await browser.post('/invitations/redeem', { token, password: PASSWORD })
  if (redeemed.status >= 300) throw new Error(redeemed.text)
  const secret = await enrol(browser, Date.now())
  await accept(at.app, { ...at.by, principal: parseId('per', person), principalId: person, kind: 'person' })
  const { codes } = (await browser.post('/me/factors/recovery-codes')).body as { codes: string[] }
  const headers = () => ({ ...browser.headers, cookie: browser.cookie() })
  return { id: person, secret, codes, who: { headers } }
}

/** Opens the person's view on the people screen, by keyboard. */
export async function openPerson(page: Page, url: string, name: string): Promise<void> {
  await page.goto(`${url}/people`)
  const row = page.locator('[role=grid] [data-index]', { hasText: name })
  await row.focus()
  await page.keyboard.press('Enter')
  await page.locator('dialog[open]').getByText(HANA.email).waitFor()
}
