import { operation, type Page } from './server.ts'

export interface Person {
  readonly id: string
  readonly name: string
  readonly userName: string
  readonly email: string
  readonly locale: string
  readonly zone: string
  readonly state: 'invited' | 'active' | 'suspended' | 'left'
}

export interface Me {
  readonly person: Person
  readonly tenant: { readonly id: string; readonly slug: string; readonly zone: string }
  readonly session: SessionNow
  readonly actions: readonly string[]
  readonly roles: readonly string[]
  readonly environment: string
  /** Second factors that this person has. */
  readonly factors: readonly FactorName[]
  /** A second factor has to be set up before anything else. */
  readonly mustEnrol: boolean
  /** Policy versions that this person has yet to accept. */
  readonly mustAccept: readonly number[]
}

export interface SessionNow {
  readonly id: string
  /** `pending`: with the first factor only. */
  readonly state: 'pending' | 'full'
  readonly amr: readonly string[]
  readonly idleUntil: string
  readonly until: string
  readonly device?: string
}

export interface SessionItem {
  readonly id: string
  readonly state: 'pending' | 'full'
  readonly amr: readonly string[]
  readonly created: string
  readonly seen: string
  readonly until: string
  readonly address: string
  readonly agent: string
  readonly device: string | null
  readonly provider: string | null
  readonly current: boolean
}

export interface Factors {
  readonly items: readonly {
    readonly id: string
    readonly kind: 'totp' | 'passkey'
    readonly name: string | null
    readonly created: string
    readonly lastUsed: string | null
    readonly synced: boolean
  }[]
  /** How many are left. */
  readonly recoveryCodes: number
}

export type FactorName = 'totp' | 'passkey' | 'recovery'

export interface SignedIn {
  readonly state: 'factor_needed' | 'enrol_needed' | 'signed_in'
  readonly factors?: readonly FactorName[]
}

export interface NewPerson {
  readonly token: string
  readonly name: string
  readonly userName: string
  readonly email: string
  readonly locale: string
  readonly zone: string
  readonly password?: string
}

type None = Record<never, never>
interface Of<Body> {
  readonly body: Body
}

export const setupPerson = operation<Of<NewPerson>, SignedIn>('POST', '/setup/person')
export const signIn = operation<Of<{ userName: string; password: string }>, SignedIn>('POST', '/sign-in')
export const signInTotp = operation<Of<{ code: string }>, SignedIn>('POST', '/sign-in/totp')
export const signInRecovery = operation<Of<{ code: string }>, SignedIn>('POST', '/sign-in/recovery')
export const signInPasskeyOptions = operation<Of<None>, unknown>('POST', '/sign-in/passkey/options')
export const signInPasskey = operation<Of<{ response: unknown }>, SignedIn>('POST', '/sign-in/passkey')
export const signOnProviders = operation<None, Page<{ id: string; title: string }>>(
  'GET',
  '/sign-on/providers',
)
export const signOnStart = operation<{ provider: string; body: { to?: string } }, { url: string }>(
  'POST',
  '/sign-on/{provider}/start',
)
export const signOut = operation<None, { next: string | null }>('POST', '/sign-out')
export const redeemInvitation = operation<Of<{ token: string; password?: string }>, SignedIn>(
  'POST',
  '/invitations/redeem',
)
export const readMe = operation<None, Me>('GET', '/me')
export const changeMe = operation<Of<{ name: string; locale: string; zone: string }>, unknown>('PUT', '/me')
export const mySessions = operation<None, Page<SessionItem>>('GET', '/me/sessions')
export const revokeMySession = operation<{ session: string }, { ended: number }>(
  'POST',
  '/me/sessions/{session}/revoke',
)
export const changePassword = operation<Of<{ current?: string; new: string }>, unknown>(
  'POST',
  '/me/password',
)
export const myFactors = operation<None, Factors>('GET', '/me/factors')
export const beginTotp = operation<None, { id: string; secret: string; uri: string }>(
  'POST',
  '/me/factors/totp',
)
export const confirmTotp = operation<{ factor: string; body: { code: string } }, unknown>(
  'POST',
  '/me/factors/totp/{factor}/confirm',
)
export const passkeyOptions = operation<None, unknown>('POST', '/me/factors/passkeys/options')
export const addPasskey = operation<Of<{ name: string; response: unknown }>, unknown>(
  'POST',
  '/me/factors/passkeys',
)
export const removeFactor = operation<{ factor: string }, unknown>('POST', '/me/factors/{factor}/remove')
export const makeRecoveryCodes = operation<None, { codes: readonly string[] }>(
  'POST',
  '/me/factors/recovery-codes',
)
export interface Device {
  readonly id: string
  readonly name: string
  readonly state: string
}

export const myDevices = operation<None, Page<Device>>('GET', '/me/devices')
export const confirmDeviceOptions = operation<None, unknown>('POST', '/me/devices/confirm/options')
export const confirmDevice = operation<Of<{ response: unknown }>, { device: string }>(
  'POST',
  '/me/devices/confirm',
)
export const enrolDeviceOptions = operation<None, unknown>('POST', '/me/devices/options')
export const enrolDevice = operation<Of<{ name: string; response: unknown }>, { request?: string }>(
  'POST',
  '/me/devices',
)
