import type { Browser } from '../../platform/route.ts'
import { BROWSER_COOKIE, newToken, readToken, tokenHash } from './cookies.ts'

/** Where a request comes from, as far as sessions have to know. */
export interface RequestFrom {
  readonly address: string
  readonly browser: Browser
}

/** The cookie that says which browser this is: the one it sent, or a new one. */
export function browserOf({ browser }: RequestFrom): { token: string; hash: Buffer } {
  const token = readToken(browser.cookie, BROWSER_COOKIE) ?? newToken()
  return { token, hash: tokenHash(token) }
}

/** An IPv4 address whole, of an IPv6 address the network: a household has 2^64 of the others. */
export function networkOf(address: string): string {
  if (!address.includes(':')) return address
  const [head = '', tail] = address.toLowerCase().split('::')
  const before = head === '' ? [] : head.split(':')
  const after = tail === undefined || tail === '' ? [] : tail.split(':')
  const missing = tail === undefined ? 0 : 8 - before.length - after.length
  const groups = [...before, ...Array.from({ length: Math.max(0, missing) }, () => '0'), ...after]
  return `${groups
    .slice(0, 4)
    .map((group) => group.padStart(4, '0'))
    .join(':')}::/64`
}
