import { accessRoutes, choosePolicyRoutes, policyChangeRoutes } from '../../access/index.ts'
import type { App } from '../../app.ts'
import { LogReader, type LogSigner, logKeyRoute, logRoutes } from '../../audit/index.ts'
import { evidenceRoutes, FactsOnAsking } from '../../evidence/index.ts'
import { identityRoutes } from '../../identity/index.ts'
import type { Check } from '../../platform/check.ts'
import type { Route } from '../../platform/route.ts'
import { acknowledgeRoutes, policyRoutes } from '../../policy/index.ts'
import { anyEverStored, holdStoring, vaultRoutes } from '../../vault/index.ts'
import { shippedPolicies } from '../open/shipped-policies.ts'

export type RoutedRooms = Pick<
  App,
  'vault' | 'putter' | 'revealer' | 'policy' | 'identity' | 'requests' | 'provisioning' | 'peopleRoutes'
>

/** What every room answers. `soon` are the checks that are measured for whoever asks; `ofSeveral` are routes that take more than one room. */
export function roomRoutes(
  rooms: RoutedRooms,
  signer: LogSigner,
  soon: readonly Check[],
  ofSeveral: readonly Route[],
): Route[] {
  const { vault, putter, revealer, policy, identity, requests, provisioning, peopleRoutes } = rooms
  const { database, writer, clock } = vault
  return [
    ...logRoutes(new LogReader(database.across.read), writer),
    logKeyRoute(signer),
    ...policyRoutes({ database, policy }),
    ...policyChangeRoutes(requests),
    ...choosePolicyRoutes({
      ...requests,
      shipped: shippedPolicies,
      everStored: { any: anyEverStored, hold: holdStoring },
    }),
    ...acknowledgeRoutes({ database, writer, clock, acknowledged: provisioning.acknowledged }),
    ...identityRoutes(identity),
    ...peopleRoutes,
    ...provisioning.routes,
    ...accessRoutes(requests, identity),
    ...vaultRoutes({ deps: vault, putter, revealer }),
    ...evidenceRoutes({ database, clock, facts: new FactsOnAsking(database, soon, clock) }),
    ...ofSeveral,
  ]
}
