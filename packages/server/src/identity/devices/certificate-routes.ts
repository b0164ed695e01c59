import { z } from 'zod'
import { type Route, route } from '../../platform/route.ts'
import { signedIn } from '../sessions/me-routes.ts'
import { idText } from '../wire.ts'
import { confirmCertificate } from './confirm-certificate.ts'
import type { DeviceDeps } from './device-deps.ts'
import { deviceCertificateMissing, deviceNameInvalid, deviceRefused } from './device-errors.ts'
import { enrolCertificate } from './enrol-certificate.ts'

/** Enrolling and confirming the machine one is at by the client certificate of its connection. */
export function certificateRoutes(deps: DeviceDeps): readonly Route[] {
  return [
    route({
      operation: 'device.enrol-certificate',
      method: 'POST',
      path: '/me/devices/certificate',
      summary: 'Enrol the machine one is at by its client certificate; another person approves it',
      access: 'session',
      body: z.strictObject({ name: z.string().max(256) }),
      reply: z.object({ id: idText('dev'), request: idText('req') }),
      statuses: [201],
      errors: [deviceCertificateMissing, deviceRefused, deviceNameInvalid],
      async handle({ caller, body: { name }, certificate }) {
        return { status: 201, body: await enrolCertificate(deps, signedIn(caller), { name, certificate }) }
      },
    }),
    route({
      operation: 'device.confirm-certificate',
      method: 'POST',
      path: '/me/devices/confirm/certificate',
      summary: 'Bind the session to the machine whose client certificate its connection shows',
      access: 'session',
      reply: z.object({ device: idText('dev') }),
      statuses: [200],
      errors: [deviceCertificateMissing, deviceRefused],
      async handle({ caller, certificate }) {
        return {
          status: 200,
          body: { device: await confirmCertificate(deps, signedIn(caller), certificate) },
        }
      },
    }),
  ]
}
