import type { AuthenticationResponseJSON, RegistrationResponseJSON } from '@simplewebauthn/server'
import { z } from 'zod'
import { parseId } from '../../platform/ids.ts'
import { type Caller, type Route, route } from '../../platform/route.ts'
import { personOf } from '../acting.ts'
import { personNeeded } from '../errors.ts'
import { idText, instant, toIso, toIsoOrNull } from '../wire.ts'
import { certificateRoutes } from './certificate-routes.ts'
import { confirmDevice, confirmOptions } from './confirm-device.ts'
import { DEVICE_ID, type DeviceDeps } from './device-deps.ts'
import { deviceCanBeCopied, deviceNameInvalid, deviceNotFound, deviceRefused } from './device-errors.ts'
import { revokeDevice } from './device-states.ts'
import { enrolDevice, enrolOptions } from './enrol-device.ts'
import { DEVICE_PAGE, type ListedDevice, listDevices } from './list-devices.ts'

// WebAuthn's own forms, judged by the library.
const text = z.string().max(16_384)
const credential = z.looseObject({
  id: text,
  rawId: text,
  type: z.literal('public-key'),
  response: z.looseObject({ clientDataJSON: text }),
})
const options = z.record(z.string(), z.unknown())

const device = z.object({
  id: idText('dev'),
  person: idText('per'),
  name: z.string(),
  kind: z.enum(['passkey', 'certificate']),
  state: z.enum(['waiting', 'approved', 'revoked']),
  unapproved: z.string().nullable(),
  enrolled: instant,
  approved: instant.nullable(),
  lastUsed: instant.nullable(),
  revoked: instant.nullable(),
})
const deviceToWire = (d: ListedDevice): z.input<typeof device> => ({
  id: d.id,
  person: d.person,
  name: d.name,
  kind: d.kind,
  state: d.state,
  unapproved: d.unapproved,
  enrolled: toIso(d.enrolledMs),
  approved: toIsoOrNull(d.approvedMs ?? undefined),
  lastUsed: toIsoOrNull(d.lastUsedMs ?? undefined),
  revoked: toIsoOrNull(d.revokedMs ?? undefined),
})

function person(caller: Caller) {
  const found = personOf(caller)
  if (found === undefined) throw personNeeded('a service has no device')
  return found
}

/** Company devices: enrolling and confirming one's own, and what those who look after them may do. */
export function deviceRoutes(deps: DeviceDeps): readonly Route[] {
  return [
    ...enrolling(deps),
    ...confirming(deps),
    mineRoute(deps),
    ...certificateRoutes(deps),
    ...allDevices(deps),
  ]
}

function enrolling(deps: DeviceDeps): readonly Route[] {
  return [
    route({
      operation: 'device.enrol-options',
      method: 'POST',
      path: '/me/devices/options',
      summary: 'Begin to enrol the machine one is at',
      access: 'session',
      reply: options,
      statuses: [200],
      errors: [],
      handle: async ({ caller }) => ({
        status: 200,
        body: (await enrolOptions(deps, person(caller))) as unknown as Record<string, unknown>,
      }),
    }),
    route({
      operation: 'device.enrol',
      method: 'POST',
      path: '/me/devices',
      summary: 'Enrol the machine one is at; another person approves it',
      access: 'session',
      body: z.strictObject({ name: z.string().max(256), response: credential }),
      reply: z.object({ id: idText('dev'), request: idText('req') }),
      statuses: [201],
      errors: [deviceRefused, deviceCanBeCopied, deviceNameInvalid],
      async handle({ caller, body }) {
        const response = body.response as unknown as RegistrationResponseJSON
        return { status: 201, body: await enrolDevice(deps, person(caller), { name: body.name, response }) }
      },
    }),
  ]
}

function confirming(deps: DeviceDeps): readonly Route[] {
  return [
    route({
      operation: 'device.confirm-options',
      method: 'POST',
      path: '/me/devices/confirm/options',
      summary: 'Begin to show which device a session runs on',
      access: 'session',
      reply: options,
      statuses: [200],
      errors: [],
      handle: async ({ caller }) => ({
        status: 200,
        body: (await confirmOptions(deps, person(caller))) as unknown as Record<string, unknown>,
      }),
    }),
    route({
      operation: 'device.confirm',
      method: 'POST',
      path: '/me/devices/confirm',
      summary: 'Show which device a session runs on',
      access: 'session',
      body: z.strictObject({ response: credential }),
      reply: z.object({ device: idText('dev') }),
      statuses: [200],
      errors: [deviceRefused, deviceCanBeCopied],
      async handle({ caller, body }) {
        const response = body.response as unknown as AuthenticationResponseJSON
        return { status: 200, body: { device: await confirmDevice(deps, person(caller), response) } }
      },
    }),
  ]
}

const mineRoute = (deps: DeviceDeps) =>
  route({
    operation: 'device.mine',
    method: 'GET',
    path: '/me/devices',
    summary: 'List one’s own devices',
    access: 'session',
    reply: z.object({ items: z.array(device) }),
    statuses: [200],
    errors: [],
    async handle({ caller }) {
      const items = await listDevices(deps, deps.database.of(caller.tenant).read, caller.tenant, {
        person: caller.principal,
      })
      return { status: 200, body: { items: items.map(deviceToWire) } }
    },
  })

function allDevices(deps: DeviceDeps): readonly Route[] {
  return [
    route({
      operation: 'device.list',
      method: 'GET',
      path: '/devices',
      summary: 'List the company devices',
      access: { action: 'read-access' },
      query: z.strictObject({ after: idText('dev').optional() }),
      reply: z.object({ items: z.array(device), next: idText('dev').optional() }),
      statuses: [200],
      errors: [],
      async handle({ caller, query }) {
        const after = query.after === undefined ? undefined : parseId(DEVICE_ID, query.after)
        const items = await listDevices(deps, deps.database.of(caller.tenant).read, caller.tenant, { after })
        const next = items.length === DEVICE_PAGE ? items.at(-1)?.id : undefined
        return { status: 200, body: { items: items.map(deviceToWire), ...(next ? { next } : {}) } }
      },
    }),
    route({
      operation: 'device.revoke',
      method: 'POST',
      path: '/devices/{device}/revoke',
      summary: 'End a device and the sessions on it now',
      access: { action: 'manage-network' },
      params: z.strictObject({ device: idText('dev') }),
      reply: z.object({ id: idText('dev'), revoked: instant }),
      statuses: [200],
      errors: [deviceNotFound],
      async handle({ caller, params }) {
        const revokedMs = await revokeDevice(deps, caller, params.device)
        return { status: 200, body: { id: params.device, revoked: toIso(revokedMs) } }
      },
    }),
  ]
}
