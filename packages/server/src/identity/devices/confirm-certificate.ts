import type { ClientCertificate } from '../../platform/client-certificate.ts'
import { entryBy, type PersonCaller } from '../acting.ts'
import { type DeviceDeps, deviceId } from './device-deps.ts'
import { deviceRefused } from './device-errors.ts'
import { deviceConfirmed } from './device-events.ts'
import { requireShown } from './enrol-certificate.ts'

/**
 * Binds the caller's session to the device whose certificate its connection showed. From then on the session answers only over connections that show it:
 * its cookie alone is worth nothing elsewhere. Throws `device_certificate_missing`, `device_refused` for what is not an approved device of the caller's.
 *
 * Commit point: a crash before it leaves the session without a device; after it the session has it, with its entry.
 */
export async function confirmCertificate(
  deps: DeviceDeps,
  caller: PersonCaller,
  certificate: ClientCertificate | undefined,
): Promise<string> {
  const { publicKey } = requireShown(deps, certificate)
  const { tenant, principal: person, session } = caller
  const { value } = await deps.writer.transaction(tenant, async (tx, entries) => {
    const [row] = await tx.query<{ id: Buffer }>(
      {
        text: `SELECT id FROM identity.device WHERE tenant = $1 AND person = $2 AND kind = 'certificate' AND fingerprint = $3
               AND approved_ms IS NOT NULL AND revoked_ms IS NULL FOR UPDATE`,
      },
      [tenant, person, publicKey],
    )
    if (!row) throw refused(deps)
    await tx.query({ text: 'UPDATE identity.device SET last_used_ms = $3 WHERE tenant = $1 AND id = $2' }, [
      tenant,
      row.id,
      deps.clock.now(),
    ])
    const bound = await tx.query(
      {
        text: 'UPDATE identity.session SET device = $3 WHERE tenant = $1 AND id = $2 AND ended_ms IS NULL RETURNING id',
      },
      [tenant, session.key, row.id],
    )
    if (bound.length === 0) throw refused(deps)
    const detail = { device: deviceId(row.id), session: session.id }
    entries.add({ kind: deviceConfirmed, outcome: 'success', ...entryBy(caller), detail })
    await deps.bumpAuthority(tx, tenant)
    return deviceId(row.id)
  })
  return value
}

const refused = (deps: DeviceDeps) =>
  deviceRefused('that is no approved device of yours', { extra: { clause: deps.clauseOf('devices') } })
