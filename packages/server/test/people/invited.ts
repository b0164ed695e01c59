import assert from 'node:assert/strict'
import { enrol, type PeopleSite } from './people-site.ts'
import type { TestBrowser } from './test-browser.ts'

/** Somebody who is invited, and the password they choose. */
export const BEN = { name: 'Ben Okafor', userName: 'ben.okafor', email: 'ben@example.com', locale: 'en' }
export const BENS = 'copper-window-rain-41'

/** Takes an invitation as its person would: with a password, and a factor that makes codes of the secret. */
export async function join(site: PeopleSite, link: string): Promise<TestBrowser & { secret?: string }> {
  const browser = site.browser()
  const token = new URL(link).hash.slice(1)
  const redeemed = await browser.post('/invitations/redeem', { token, password: BENS })
  assert.equal(redeemed.status, 200, redeemed.text)
  return Object.assign(browser, { secret: await enrol(browser, site.w.clock.ms) })
}
