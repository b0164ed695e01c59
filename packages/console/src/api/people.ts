import { server } from './server.ts'

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
  /** None was ever accepted, and nothing else is open before. */
  readonly mustAcceptFirst: boolean
}

export interface SessionNow {
  readonly id: string
  /** `pending`: with the first factor only. */
  readonly state: 'pending' | 'full'
  readonly amr: readonly string[]
  readonly idleUntil: string
  readonly until: string
  readonly device?: string | undefined
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
  readonly factors?: readonly FactorName[] | undefined
}

export interface NewPerson {
  readonly token: string
  readonly name: string
  readonly userName: string
  readonly email: string
  readonly locale: 'en' | 'ja'
  readonly zone: string
  readonly password?: string | undefined
}

export const setupPerson = server.setupPerson
export const signIn = server.signInPassword
export const signInTotp = server.signInTotp
export const signInRecovery = server.signInRecovery
export const signInPasskeyOptions = server.signInPasskeyOptions
export const signInPasskey = server.signInPasskey
export const signOnProviders = server.signOnProviders
export const signInRules = server.signInRules
export const signOnStart = server.signOnStart
export const signOut = server.sessionEnd
export const redeemInvitation = server.invitationRedeem
export const readMe = server.meRead
export const changeMe = server.meChange
export const mySessions = server.meSessions
export const revokeMySession = server.meRevokeSession
export const changePassword = server.meChangePassword
export const myFactors = server.meFactors
export const beginTotp = server.meAddTotp
export const confirmTotp = server.meConfirmTotp
export const passkeyOptions = server.mePasskeyOptions
export const addPasskey = server.meAddPasskey
export const removeFactor = server.meRemoveFactor
export const makeRecoveryCodes = server.meRecoveryCodes
export interface Device {
  readonly id: string
  readonly name: string
  readonly state: string
}

export const myDevices = server.deviceMine
export const confirmDeviceOptions = server.deviceConfirmOptions
export const confirmDevice = server.deviceConfirm
export const enrolDeviceOptions = server.deviceEnrolOptions
export const enrolDevice = server.deviceEnrol
export const enrolCertificate = server.deviceEnrolCertificate
export const confirmCertificate = server.deviceConfirmCertificate
