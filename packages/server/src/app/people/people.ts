import type { Configuration } from '../../config/index.ts'
import {
  type Authenticator,
  BreachedPasswords,
  Callers,
  endAtProvider,
  type IdentityDeps,
  PasswordHasher,
  type PeopleDeps,
  Providers,
  peopleRoutes,
  Sessions,
  Site,
} from '../../identity/index.ts'
import type { Keyring } from '../../keys/index.ts'
import type { Route } from '../../platform/route.ts'
import type { PolicyInForce } from '../../policy/index.ts'
import type { Tenant } from '../open/first-start.ts'
import { Denials } from '../serve/denials.ts'
import { rolesDoor } from './roles-door.ts'
import { signInRules } from './sign-in-rules.ts'

export interface PeopleParts {
  readonly identity: IdentityDeps
  readonly keyring: Keyring
  readonly policy: PolicyInForce
  readonly tenant: Tenant
  readonly environment: string
  readonly authenticator: Authenticator
  readonly requests: Parameters<typeof rolesDoor>[0]
}

/** What people sign in with. */
export interface OpenedPeople {
  readonly people: PeopleDeps
  readonly callers: Callers
  /** Refusals that are counted, until they are written down in groups. */
  readonly denials: Denials
  readonly peopleRoutes: readonly Route[]
}

export function openPeople(configuration: Configuration, parts: PeopleParts): OpenedPeople {
  const { identity, keyring, policy, tenant, environment, authenticator, requests } = parts
  const { breachedPasswords, url, signOn } = configuration
  const site = new Site(url)
  const denials = new Denials(identity.writer, identity.clock)
  const providers = new Providers(signOn)
  const people: PeopleDeps = {
    ...identity,
    keyring,
    rules: signInRules(policy),
    mainTenant: tenant.tenant,
    site,
    passwords: new PasswordHasher(),
    breached: breachedPasswords === undefined ? undefined : new BreachedPasswords(breachedPasswords),
    roles: rolesDoor(requests),
    environment,
    signOutAt: endAtProvider({ database: identity.database, site }, providers),
    refused: (code, operation, address) => denials.count({ code, operation, address, caller: undefined }),
  }
  const sessions = new Sessions(people)
  return {
    people,
    callers: new Callers(authenticator, sessions),
    denials,
    peopleRoutes: peopleRoutes(people, sessions, providers),
  }
}
