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

export interface RoomChecks {
  readonly all: readonly Check[]
  /** Those of them that what people do on a screen changes at once. They look at who there is and what is allowed, never through records or the log. */
  readonly ofPeople: readonly Check[]
}

/** What every room can measure. `ofSeveral` are checks that take more than one room. */
export function roomChecks(
  rooms: CheckedRooms,
  configuration: Configuration,
  keyring: Keyring,
  ofSeveral: readonly Check[],
): RoomChecks {
  const { listeners, people, access, policy, provisioning } = rooms
  const ofPeople = [
    ...identityChecks(people),
    ...peopleChecks(people),
    secretsNotInCode,
    ...provisioning.checks,
    ...accessChecks(access),
    ...changeChecks(endsBy(policy, 'acknowledge_within')),
    ...ofSeveral,
  ]
  const all = [
    databaseTransportCheck,
    tlsOnEveryListener(listeners),
    ...auditChecks,
    ...keysChecks(configuration, keyring),
    ...vaultChecks,
    ...retentionChecks,
    ...ofPeople,
  ]
  return { all, ofPeople }
}
