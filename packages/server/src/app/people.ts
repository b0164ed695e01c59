import type { Configuration } from '../config/index.ts'
import {
  BreachedPasswords,
  endAtProvider,
  type IdentityDeps,
  PasswordHasher,
  type PeopleDeps,
  type Providers,
  type RolesDoor,
  Site,
} from '../identity/index.ts'
import type { Keyring } from '../keys/index.ts'
import type { PolicyInForce } from '../policy/index.ts'
import type { Tenant } from './first-start.ts'
import { signInRules } from './sign-in-rules.ts'

export interface PeopleParts {
  readonly identity: IdentityDeps
  readonly keyring: Keyring
  readonly policy: PolicyInForce
  readonly tenant: Tenant
  readonly environment: string
  readonly roles: RolesDoor
  readonly providers: Providers
  readonly refused: PeopleDeps['refused']
}

/** What people sign in with, wired. */
export function openPeople(configuration: Configuration, parts: PeopleParts): PeopleDeps {
  const { identity, keyring, policy, tenant, environment, roles, providers, refused } = parts
  const { breachedPasswords } = configuration
  const site = new Site(configuration.url)
  return {
    ...identity,
    keyring,
    rules: signInRules(policy),
    mainTenant: tenant.tenant,
    site,
    passwords: new PasswordHasher(),
    breached: breachedPasswords === undefined ? undefined : new BreachedPasswords(breachedPasswords),
    roles,
    environment,
    signOutAt: endAtProvider({ database: identity.database, keyring, site }, providers),
    refused,
  }
}
