import { accessChecks, changeChecks } from '../../access/index.ts'
import type { App } from '../../app.ts'
import { auditChecks } from '../../audit/index.ts'
import type { Configuration } from '../../config/index.ts'
import { identityChecks, peopleChecks, secretsNotInCode } from '../../identity/index.ts'
import type { Keyring } from '../../keys/index.ts'
import type { Check } from '../../platform/check.ts'
import { databaseTransportCheck } from '../../platform/postgres/transport-check.ts'
import { retentionChecks } from '../../retention/index.ts'
import { vaultChecks } from '../../vault/index.ts'
import { keysChecks } from '../keys/keys-checks.ts'
import { endsBy } from '../requests/requests.ts'
import { tlsOnEveryListener } from '../serve/listener-check.ts'

export type CheckedRooms = Pick<App, 'listeners' | 'people' | 'access' | 'policy' | 'provisioning'>

/** What every room can measure. `ofSeveral` are checks that take more than one room. */
export function roomChecks(
  rooms: CheckedRooms,
  configuration: Configuration,
  keyring: Keyring,
  ofSeveral: readonly Check[],
): Check[] {
  const { listeners, people, access, policy, provisioning } = rooms
  return [
    databaseTransportCheck,
    tlsOnEveryListener(listeners),
    ...auditChecks,
    ...keysChecks(configuration, keyring),
    ...identityChecks(people),
    ...peopleChecks(people),
    secretsNotInCode,
    ...provisioning.checks,
    ...accessChecks(access),
    ...changeChecks(endsBy(policy, 'acknowledge_within')),
    ...vaultChecks,
    ...retentionChecks,
    ...ofSeveral,
  ]
}
