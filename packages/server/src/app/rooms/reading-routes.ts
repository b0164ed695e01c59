import type { AccessDeps, Authorities } from '../../access/index.ts'
import { type LogFollowers, logReadRoutes } from '../../audit/index.ts'
import { type IdentityDeps, secretScanRoutes } from '../../identity/index.ts'
import type { Route } from '../../platform/route.ts'
import { sampleRoute, type VaultDeps, vaultListRoutes } from '../../vault/index.ts'
import type { Environment } from '../open/open-environment.ts'
import { environmentRoute } from './environment-route.ts'
import { openLogReading } from './log-reading.ts'

interface ReadingParts {
  readonly access: AccessDeps
  readonly authorities: Authorities
  readonly identity: IdentityDeps
  readonly vault: VaultDeps
  readonly environment: Environment
}

/** What people look at who look after it all: the log, what is kept, which environment this is; and what is made from it for tests. */
export function readingRoutes({ access, authorities, identity, vault, environment }: ReadingParts): {
  readonly routes: readonly Route[]
  readonly followers: LogFollowers
} {
  const reading = openLogReading({ access, authorities, keyring: vault.keyring })
  const routes = [
    ...logReadRoutes(reading),
    environmentRoute(environment),
    ...secretScanRoutes(identity),
    ...vaultListRoutes({ deps: vault }),
    sampleRoute(vault),
  ]
  return { routes, followers: reading.followers }
}
