import type { Browser } from '../../platform/route.ts'
import { crossSiteRefused } from '../errors.ts'

/** Value of `X-Azukari-Client` that our pages send. */
export const CLIENT = 'console'

/**
 * Whether a write with a cookie was sent by a page of ours. The header cannot be sent by forms and links, and other sites' scripts would have to ask
 * first, which nothing here permits; beyond it the browser itself says where the request comes from, by `Sec-Fetch-Site` or, where it is older, by
 * `Origin`. One that says neither is no browser of today and does not hold cookies of ours. Throws `cross_site_refused`.
 */
export function requireSameOrigin(browser: Browser): void {
  if (browser.client !== CLIENT) {
    throw crossSiteRefused('a write with a cookie names its client', {
      fix: `send X-Azukari-Client: ${CLIENT}, or use a service’s key`,
    })
  }
  const same =
    browser.fetchSite === undefined
      ? hostOf(browser.origin) === browser.host && browser.host !== undefined
      : browser.fetchSite === 'same-origin'
  if (!same) throw crossSiteRefused('the request comes from another site than the server’s own pages')
}

/**
 * The same for routes that begin a session and ask for no cookie: whatever comes from a browser comes from a page of ours, so that nobody is signed in
 * as somebody else by another site. Programs that are no browsers say none of this and may.
 */
export function requireOwnPage(browser: Browser): void {
  const { cookie, origin, fetchSite } = browser
  if (cookie !== undefined || origin !== undefined || fetchSite !== undefined) requireSameOrigin(browser)
}

function hostOf(origin: string | undefined): string | undefined {
  return origin !== undefined && URL.canParse(origin) ? new URL(origin).host : undefined
}
