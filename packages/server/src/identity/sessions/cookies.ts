import { randomBytes } from 'node:crypto'
import { hashSecretText } from '../secret-text.ts'

/**
 * `__Host-` (RFC 6265bis §4.1.3.2): browsers take such a cookie only with Secure, Path=/ and no Domain, so that no neighbouring host and no
 * plaintext page can set one. They take it on plaintext loopback too.
 */
export const SESSION_COOKIE = '__Host-azukari'
/** Says which browser this is; kept for long, and worth nothing without the other factors. */
export const BROWSER_COOKIE = '__Host-azukari-browser'
/** What a sign-on that was begun needs when it comes back. */
export const SIGN_ON_COOKIE = '__Host-azukari-sign-on'

const TOKEN = /^[A-Za-z0-9_-]{43}$/
const BROWSER_LIVES_S = 400 * 86_400

/** 32 random bytes for a cookie, in base64url. */
export const newToken = () => randomBytes(32).toString('base64url')

/** What is stored instead of a cookie's value; a fast hash is enough for 256 random bits. */
export const tokenHash = (token: string): Buffer => hashSecretText(token)

/** A cookie's value. A name that is there twice is nobody's: which one came from here cannot be told. */
export function readCookie(header: string | undefined, name: string): string | undefined {
  if (header === undefined) return undefined
  let found: string | undefined
  for (const part of header.split(';')) {
    const at = part.indexOf('=')
    if (at === -1 || part.slice(0, at).trim() !== name) continue
    if (found !== undefined) return undefined
    found = part.slice(at + 1).trim()
  }
  return found
}

/** A cookie with a token of ours; undefined for any other text. */
export function readToken(header: string | undefined, name: string): string | undefined {
  const value = readCookie(header, name)
  return value !== undefined && TOKEN.test(value) ? value : undefined
}

/** Ends with the browser, and before that with the session. Strict: not sent with anything another site began. */
export const sessionCookie = (token: string) => cookie(SESSION_COOKIE, token, 'Strict')
export const browserCookie = (token: string) => cookie(BROWSER_COOKIE, token, 'Strict', BROWSER_LIVES_S)
/** Lax, because the provider sends people back with a link of its own site. */
export const signOnCookie = (value: string, seconds: number) => cookie(SIGN_ON_COOKIE, value, 'Lax', seconds)
export const clearCookie = (name: string) => cookie(name, '', name === SIGN_ON_COOKIE ? 'Lax' : 'Strict', 0)

function cookie(name: string, value: string, site: 'Strict' | 'Lax', seconds?: number): string {
  const age = seconds === undefined ? '' : `; Max-Age=${seconds}`
  return `${name}=${value}; Path=/; Secure; HttpOnly; SameSite=${site}${age}`
}
