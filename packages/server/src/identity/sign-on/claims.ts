import type { IDToken } from 'openid-client'
import type { SignOnProvider } from './provider.ts'

/** What of a provider's ID token counts here. Its signature, issuer, audience, nonce and times were judged before. */
export interface Claims {
  readonly issuer: string
  readonly subject: string
  readonly email: string | undefined
  readonly emailVerified: boolean
  readonly userName: string | undefined
  readonly name: string | undefined
  /** Roles that the groups stand for, sorted. */
  readonly roles: readonly string[]
  /** `proved`: the token says so. `missing`: it should and does not. `here`: nobody asked the provider for it. */
  readonly secondFactor: 'proved' | 'missing' | 'here'
  readonly amr: readonly string[]
}

const LONGEST = 320
const MOST_GROUPS = 1000

export function readClaims(token: IDToken, provider: SignOnProvider): Claims {
  const amr = texts(token.amr).slice(0, 16)
  const acr = text(token.acr)
  const groups = new Set(texts(token[provider.groupsClaim]).slice(0, MOST_GROUPS))
  const roles = Object.entries(provider.groups).flatMap(([group, role]) => (groups.has(group) ? [role] : []))
  return {
    issuer: token.iss,
    subject: token.sub,
    email: text(token.email),
    emailVerified: token.email_verified === true,
    userName: text(token.preferred_username) ?? text(token.email),
    name: text(token.name),
    roles: [...new Set(roles)].sort(),
    secondFactor: secondFactorOf(provider, amr, acr),
    amr: amr.filter((method) => /^[a-z0-9_-]{1,32}$/.test(method)),
  }
}

/** Whether a token has what the operator asks of every token of this provider. */
export function hasRequired(token: IDToken, { requires = {} }: SignOnProvider): boolean {
  return Object.entries(requires).every(
    ([name, value]) => Object.hasOwn(token, name) && token[name] === value,
  )
}

function secondFactorOf(provider: SignOnProvider, amr: readonly string[], acr: string | undefined) {
  if (provider.amr.length === 0 && provider.acr.length === 0) return 'here'
  const byMethod = provider.amr.some((method) => amr.includes(method))
  const byClass = acr !== undefined && provider.acr.includes(acr)
  return byMethod || byClass ? 'proved' : 'missing'
}

const text = (value: unknown) =>
  typeof value === 'string' && value !== '' && value.length <= LONGEST ? value : undefined
const texts = (value: unknown): string[] =>
  Array.isArray(value) ? value.filter((one): one is string => typeof one === 'string') : []
