import type { Database } from '../platform/db.ts'
import type { Mount } from '../platform/mount.ts'
import type { Route } from '../platform/route.ts'
import type { AskFor } from './ask-for.ts'
import type { DeviceDeps } from './devices/device-deps.ts'
import { deviceRoutes } from './devices/device-routes.ts'
import type { LeaverDeps } from './leavers/leaver-deps.ts'
import { leaverRoutes } from './leavers/leaver-routes.ts'
import { networkRoutes } from './networks/network-routes.ts'
import type { ScimDeps } from './scim/scim-deps.ts'
import { scimMount } from './scim/scim-mount.ts'
import { scimTokenRoutes } from './scim/token-routes.ts'

/** What coming, going and being let in work with; `app.ts` fills it. */
export interface ProvisioningDeps {
  readonly database: Database
  readonly scim: ScimDeps
  readonly leavers: LeaverDeps
  readonly devices: DeviceDeps
  readonly ask: AskFor
}

/** Directories, networks, devices and leavers. */
export function provisioningRoutes({
  database,
  scim,
  leavers,
  devices,
  ask,
}: ProvisioningDeps): readonly Route[] {
  return [
    ...scimTokenRoutes(scim),
    ...networkRoutes({ database, ask }),
    ...deviceRoutes(devices),
    ...leaverRoutes(leavers),
  ]
}

/** Interfaces that are not ours, beside `/v1`. */
export const provisioningMounts = ({ scim }: Pick<ProvisioningDeps, 'scim'>): readonly Mount[] => [
  scimMount(scim),
]
