import {
  addRequest,
  createRequest,
  endAccessOf,
  endSourcedRoles,
  giveGroupRole,
  type RequestDeps,
  rolesOf,
  sealText,
} from '../../access/index.ts'
import type { Entries } from '../../audit/index.ts'
import {
  type DeviceDeps,
  DirectoryPeople,
  followGroups,
  type LeaverDeps,
  type NetworkChangeDeps,
  NetworkRules,
  type PeopleDeps,
  type ProvisioningDeps,
  provisioningChecks,
  provisioningMounts,
  provisioningRoutes,
  type ScimDeps,
} from '../../identity/index.ts'
import type { Check } from '../../platform/check.ts'
import type { Tx } from '../../platform/db.ts'
import { newId } from '../../platform/ids.ts'
import type { Mount } from '../../platform/mount.ts'
import type { Caller, Route } from '../../platform/route.ts'
import { addDuration, type PolicyInForce, parameterDuration, parseDuration } from '../../policy/index.ts'
import { deviceKind, factorResetKind, groupRoleKind, networkKind } from './provisioning-kinds.ts'

/** What holds where a policy says nothing of it: nobody's access elsewhere goes on by silence, and nobody's own device is let in by it. */
const SILENT = { ends: 'PT24H', elsewhere: ['cloud', 'mail', 'forge', 'cards'] } as const

export interface Provisioning extends ProvisioningDeps {
  readonly networks: NetworkRules
  readonly networkChanges: NetworkChangeDeps
  readonly routes: readonly Route[]
  readonly mounts: readonly Mount[]
  readonly checks: readonly Check[]
  /** Somebody has accepted the policy, and gets the roles that their groups stand for. */
  readonly acknowledged: (tx: Tx, entries: Entries, by: Caller) => Promise<void>
}

/** Directories, networks, devices and leavers, wired; their kinds of requests are registered here. */
export function openProvisioning(
  people: PeopleDeps,
  requests: RequestDeps,
  policy: PolicyInForce,
): Provisioning {
  const { database, clock } = people
  const roles = async ({ tenant, principal }: Caller) =>
    (await rolesOf(database.of(tenant).read, tenant, [principal], clock.now())).get(
      principal.toString('hex'),
    ) ?? []
  const networks = new NetworkRules({ database, rolesOf: roles, clauseOf: policy.clauseOf })
  const leavers = leaverDeps(people, policy)
  const scim = scimDeps(people, requests, leavers)
  const devices = deviceDeps(people, requests, policy)
  const networkChanges: NetworkChangeDeps = { ...people, networks, rolesOf: roles }
  requests.kinds
    .register(networkKind(networkChanges))
    .register(deviceKind(people))
    .register(factorResetKind(people))
    .register(groupRoleKind(scim, policy))
  const deps: ProvisioningDeps = {
    database,
    scim,
    leavers,
    devices,
    async ask(by, input) {
      const { id, state } = await createRequest(requests, by, input)
      return { id, state }
    },
  }
  return {
    ...deps,
    networks,
    networkChanges,
    routes: provisioningRoutes(deps),
    mounts: provisioningMounts(deps),
    checks: provisioningChecks,
    async acknowledged(tx, entries, by) {
      await followGroups(scim, tx, entries, by, by.principal)
      await people.bumpAuthority(tx, by.tenant)
    },
  }
}

function scimDeps(people: PeopleDeps, requests: RequestDeps, leavers: LeaverDeps): ScimDeps {
  return {
    ...people,
    people: new DirectoryPeople({ ...leavers, zone: (tenant) => zoneOf(people, tenant) }),
    groupRoles: {
      async give(tx, entries, by, input) {
        await giveGroupRole(tx, entries, requests, by, input)
      },
      async end(tx, entries, by, { person, role, group }) {
        await endSourcedRoles(tx, entries, requests, by, { person, role, source: group })
      },
    },
  }
}

function deviceDeps(people: PeopleDeps, requests: RequestDeps, policy: PolicyInForce): DeviceDeps {
  return {
    ...people,
    async companyOnly() {
      const { model } = await policy.load()
      return model.staff?.companyDevices !== 'optional'
    },
    async askFor(tx, entries, by, device) {
      const id = newId(people.clock.now())
      const asked = await addRequest(tx, entries, requests, {
        id,
        by,
        kind: requests.kinds.get('device'),
        input: { device },
        reason: await sealText(requests, by.tenant, id, 'reason', 'Enrolled by its person.'),
        emergency: false,
        model: undefined,
      })
      return asked.id
    },
  }
}

function leaverDeps(people: PeopleDeps, policy: PolicyInForce): LeaverDeps {
  return {
    ...people,
    async elsewhere() {
      const { model } = await policy.load()
      return model.staff === undefined ? SILENT.elsewhere : Object.keys(model.staff.elsewhere)
    },
    async tasksDueMs(leftMs) {
      const within = parameterDuration((await policy.load()).model, 'access_ends_within')
      return addDuration(leftMs, within ?? parseDuration(SILENT.ends), 'UTC')
    },
    endAccess: (tx, entries, by, person) => endAccessOf(tx, entries, by, person, people.clock.now()),
  }
}

async function zoneOf({ database }: PeopleDeps, tenant: number): Promise<string> {
  const text = 'SELECT zone FROM keys.tenant WHERE tenant = $1'
  const [row] = await database.of(tenant).read.query<{ zone: string }>({ text }, [tenant])
  return row?.zone ?? 'UTC'
}
