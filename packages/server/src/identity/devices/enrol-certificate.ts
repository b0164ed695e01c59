import type { ClientCertificate } from '../../platform/client-certificate.ts'
import { newId } from '../../platform/ids.ts'
import { entryBy, type PersonCaller } from '../acting.ts'
import { type DeviceDeps, deviceId } from './device-deps.ts'
import { deviceCertificateMissing, deviceRefused } from './device-errors.ts'
import { deviceEnrolled } from './device-events.ts'
import { checkDeviceName } from './device-name.ts'

export interface EnrolCertificate {
  readonly name: string
  /** What the connection showed, verified against the company's CA. */
  readonly certificate: ClientCertificate | undefined
}

/** Throws `device_certificate_missing`. */
export function requireShown(
  deps: Pick<DeviceDeps, 'clock' | 'clauseOf'>,
  certificate: ClientCertificate | undefined,
): ClientCertificate {
  if (certificate === undefined || deps.clock.now() >= certificate.untilMs) {
    throw deviceCertificateMissing(
      'the connection shows no certificate of the company’s CA that is good now',
      {
        fix: 'install the machine’s certificate, and connect to the server itself and not through a proxy that ends TLS',
        extra: { clause: deps.clauseOf('devices') },
      },
    )
  }
  return certificate
}

/**
 * Enrols the machine a person is at by the client certificate that its connection showed; it counts once somebody else has approved it. The handshake
 * proved that the machine holds the key: what is kept is the key's hash, so that a renewed certificate for it is the same device.
 * Throws `device_certificate_missing`, `device_refused` for one that was enrolled before, by whoever, `device_name_invalid`.
 *
 * Commit point: a crash before it leaves nothing; after it the device, the request and the entries.
 */
export async function enrolCertificate(deps: DeviceDeps, caller: PersonCaller, input: EnrolCertificate) {
  const label = checkDeviceName(input.name)
  const { publicKey } = requireShown(deps, input.certificate)
  const { tenant, principal: person } = caller
  const { value } = await deps.writer.transaction(tenant, async (tx, entries) => {
    const nowMs = deps.clock.now()
    const id = newId(nowMs)
    const made = await tx.query(
      {
        text: `INSERT INTO identity.device (tenant, id, person, kind, name, fingerprint, enrolled_ms, enrolled_by)
               VALUES ($1, $2, $3, 'certificate', $4, $5, $6, $7) ON CONFLICT (tenant, fingerprint) DO NOTHING RETURNING id`,
      },
      [
        tenant,
        id,
        person,
        await deps.keyring.seal(tenant, 'devices/name', Buffer.from(label, 'utf8'), id),
        publicKey,
        nowMs,
        caller.principalId,
      ],
    )
    // One that was revoked stays so: its machine gets another key.
    if (made.length === 0)
      throw deviceRefused('this certificate’s key was enrolled before', {
        fix: 'have a certificate for a new key issued',
        extra: { clause: deps.clauseOf('devices') },
      })
    entries.add({
      kind: deviceEnrolled,
      outcome: 'success',
      ...entryBy(caller),
      detail: { device: deviceId(id), certificate: publicKey.toString('hex') },
    })
    return { id: deviceId(id), request: await deps.askFor(tx, entries, caller, deviceId(id)) }
  })
  return value
}
