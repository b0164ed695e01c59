import type { Entries } from '../../audit/index.ts'
import type { Tx } from '../../platform/db.ts'
import { parseId } from '../../platform/ids.ts'
import type { Caller } from '../../platform/route.ts'
import { entryBy } from '../acting.ts'
import { DEVICE_ID, type DeviceDeps } from './device-deps.ts'
import { deviceNotFound, deviceNotWaiting } from './device-errors.ts'
import { deviceApproved, deviceRevoked } from './device-events.ts'

export interface DeviceApproval {
  readonly approvedBy: string | undefined
  readonly request: Buffer | undefined
  /** The machine's operator lets a device in when nobody is left who could approve one; it shows as that. */
  readonly unapproved?: 'operator' | undefined
}

/** Whose device it is, as long as it waits for approval. Throws `device_not_found`, `device_not_waiting`. */
export async function waitingDevice(tx: Tx, tenant: number, id: string): Promise<Buffer> {
  const [row] = await tx.query<{ person: Buffer; approved_ms: number | null; revoked_ms: number | null }>(
    {
      text: 'SELECT person, approved_ms, revoked_ms FROM identity.device WHERE tenant = $1 AND id = $2 FOR UPDATE',
    },
    [tenant, parseId(DEVICE_ID, id)],
  )
  if (!row) throw deviceNotFound('no device of this id in this tenant')
  if (row.approved_ms !== null || row.revoked_ms !== null)
    throw deviceNotWaiting('it was approved or revoked before')
  return row.person
}

/** Run by the approved request, in its transaction, which raises the generation. Throws as `waitingDevice` does. */
export async function approveDevice(
  deps: Pick<DeviceDeps, 'clock'>,
  tx: Tx,
  entries: Entries,
  by: Caller,
  id: string,
  { approvedBy, request, unapproved }: DeviceApproval,
): Promise<void> {
  const person = await waitingDevice(tx, by.tenant, id)
  await tx.query(
    {
      text: `UPDATE identity.device SET approved_ms = $3, approved_by = $4, unapproved = $5, request = $6 WHERE tenant = $1 AND id = $2`,
    },
    [
      by.tenant,
      parseId(DEVICE_ID, id),
      deps.clock.now(),
      approvedBy ?? null,
      unapproved ?? null,
      request ?? null,
    ],
  )
  const detail = { device: id, unapproved }
  entries.add({ kind: deviceApproved, outcome: 'success', ...entryBy(by, { person }), detail })
}

/**
 * Ends a device and every session on it, now. Repeating it changes nothing. Throws `device_not_found`.
 *
 * Commit point: from it on nothing decided for those sessions releases anything, on any server.
 */
export async function revokeDevice(
  deps: Pick<DeviceDeps, 'clock' | 'bumpAuthority' | 'writer'>,
  by: Caller,
  id: string,
): Promise<number> {
  const device = parseId(DEVICE_ID, id)
  const { value } = await deps.writer.transaction(by.tenant, async (tx, entries) => {
    const [row] = await tx.query<{ person: Buffer; revoked_ms: number | null }>(
      { text: 'SELECT person, revoked_ms FROM identity.device WHERE tenant = $1 AND id = $2 FOR UPDATE' },
      [by.tenant, device],
    )
    if (!row) throw deviceNotFound('no device of this id in this tenant')
    if (row.revoked_ms !== null) return row.revoked_ms
    const nowMs = deps.clock.now()
    await tx.query(
      { text: 'UPDATE identity.device SET revoked_ms = $3, revoked_by = $4 WHERE tenant = $1 AND id = $2' },
      [by.tenant, device, nowMs, by.principalId],
    )
    const ended = await tx.query(
      {
        text: `UPDATE identity.session SET ended_ms = $3, ended_by = $4 WHERE tenant = $1 AND device = $2 AND ended_ms IS NULL RETURNING id`,
      },
      [by.tenant, device, nowMs, by.principalId],
    )
    const detail = { device: id, sessions: ended.length }
    entries.add({
      kind: deviceRevoked,
      outcome: 'success',
      ...entryBy(by, { person: row.person }),
      detail,
    })
    await deps.bumpAuthority(tx, by.tenant)
    return nowMs
  })
  return value
}
