import { parseId } from '../../platform/ids.ts'
import type { Caller, RouteAccess } from '../../platform/route.ts'
import { personOf } from '../acting.ts'
import { DEVICE_ID, type DeviceDeps } from './device-deps.ts'
import { deviceNeeded } from './device-errors.ts'

/** What people may do from a device nobody knows: say who they are, add factors and the device itself, and go. */
export const FROM_ANYWHERE: ReadonlySet<string> = new Set([
  'device.enrol-options',
  'device.enrol',
  'device.confirm-options',
  'device.confirm',
  'device.enrol-certificate',
  'device.confirm-certificate',
])

const STATE = {
  name: 'identity-device-state',
  text: `SELECT EXISTS (SELECT FROM identity.device WHERE tenant = $1 AND approved_ms IS NOT NULL) AS begun,
    EXISTS (SELECT FROM identity.device WHERE tenant = $1 AND id = $2 AND person = $3 AND approved_ms IS NOT NULL AND revoked_ms IS NULL) AS live`,
}

/**
 * People work on company devices only, from the moment on at which the first one was approved; before it nobody could, and the check says so.
 * Revoking the last device does not open the door again. Throws `device_needed`.
 */
export async function requireDevice(
  deps: Pick<DeviceDeps, 'database' | 'companyOnly' | 'clauseOf'>,
  caller: Caller,
  access: RouteAccess,
  operation: string,
): Promise<void> {
  const person = personOf(caller)
  if (person === undefined || access === 'pending' || FROM_ANYWHERE.has(operation)) return
  if (!(await deps.companyOnly())) return
  const { deviceId } = person.session
  const device = deviceId === undefined ? Buffer.alloc(16) : parseId(DEVICE_ID, deviceId)
  const [row] = await deps.database
    .of(caller.tenant)
    .read.query<{ begun: boolean; live: boolean }>(STATE, [caller.tenant, device, caller.principal])
  if (row?.live === true || row?.begun === false) return
  throw deviceNeeded('this session does not run on a company device that was approved', {
    fix: 'confirm the device (POST /v1/me/devices/confirm, or …/confirm/certificate), or enrol it and have it approved',
    extra: { clause: deps.clauseOf('devices') },
  })
}
