import type { Entries } from '../../audit/index.ts'
import type { Tx } from '../../platform/db.ts'
import type { ErrorMaker } from '../../platform/errors.ts'
import type { Caller } from '../../platform/route.ts'
import type { PersonCaller } from '../acting.ts'
import type { IdentityDeps } from '../identity-deps.ts'
import type { BreachedPasswords } from '../passwords/breached-passwords.ts'
import type { PasswordHasher } from '../passwords/password-hasher.ts'
import type { Site } from '../sessions/site.ts'
import type { PeopleKeys } from './profile.ts'

/** Numbers of the policy in force that signing in obeys. Durations in milliseconds. */
export interface SignInRules {
  readonly passwordLength: number
  /** How many passwords back none is used again. */
  readonly passwordHistory: number
  readonly lockoutAfter: number
  readonly sessionIdleMs: number
  readonly sessionAbsoluteMs: number
  /** Sessions of one person beside each other. */
  readonly sessionsPerPerson: number
  /** Words of the company that no password may hold. */
  readonly passwordWords: readonly string[]
}

/** What a caller may do, for `GET /me`; the rooms above know. */
export interface Standing {
  readonly actions: readonly string[]
  readonly roles: readonly string[]
  /** Policy versions the person has yet to accept. */
  readonly mustAccept: readonly number[]
  /** Nothing was ever accepted: until it is, nothing else is open. */
  readonly mustAcceptFirst: boolean
}

export interface AssignRoles {
  readonly person: Buffer
  readonly roles: readonly string[]
  /** `bootstrap`: the first administrator, whom nobody can approve; `sign-on`: what the provider's groups say; `invitation`: asked for by who invites. */
  readonly reason: 'bootstrap' | 'sign-on' | 'invitation'
  /** All roles that the provider's groups stand for: those of them that are not in `roles` end. */
  readonly mapped?: readonly string[]
}

/** Filled by the rooms above, which know roles: this one only says when somebody should have some. */
export interface RolesDoor {
  /** What `assign` throws at an invitation. */
  readonly errors: readonly ErrorMaker[]
  /** Within the caller's transaction, which raises the authority's generation afterwards. */
  assign(tx: Tx, entries: Entries, by: Caller, input: AssignRoles): Promise<void>
  /** The roles in force of these people, by `per_…`. */
  of(tenant: number, people: readonly Buffer[]): Promise<ReadonlyMap<string, readonly string[]>>
  standing(caller: Caller): Promise<Standing>
}

/** What the people's part of the room works with, beside what services need; `app.ts` fills it. */
export interface PeopleDeps extends IdentityDeps {
  readonly keyring: PeopleKeys
  readonly rules: () => Promise<SignInRules>
  /** Tenant of requests whose path names none. */
  readonly mainTenant: number
  readonly site: Site
  readonly passwords: PasswordHasher
  /** The operator's list of breached passwords, if there is one. */
  readonly breached: BreachedPasswords | undefined
  readonly roles: RolesDoor
  readonly environment: string
  /** Where the provider that a session came through ends its own (OpenID Connect RP-Initiated Logout); asked before the session ends. */
  readonly signOutAt: (caller: PersonCaller) => Promise<string | undefined>
  /** Told of what is refused without an entry of its own, so that a flood of it can be counted. Must not throw. */
  readonly refused: (code: string, operation: string, address: string) => void
}
