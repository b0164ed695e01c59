import type { Entries } from '../../audit/index.ts'
import type { Tx } from '../../platform/db.ts'
import type { Caller } from '../../platform/route.ts'
import { entryBy } from '../acting.ts'
import { serviceDisabledEntry } from '../events.ts'
import { personId } from '../people/person-id.ts'
import { serviceId } from '../services/find-service.ts'
import type { Ended, LeaverDeps } from './leaver-deps.ts'
import { serviceHandedOver } from './leaver-events.ts'

const LOCK = `SELECT id FROM identity.service WHERE tenant = $1 AND owner = $2 AND disabled_ms IS NULL ORDER BY id FOR UPDATE`

/** Disables the services a person answers for, with their keys: none goes on without somebody who does. */
export async function endServices(
  deps: LeaverDeps,
  tx: Tx,
  entries: Entries,
  by: Caller,
  person: Buffer,
): Promise<Ended> {
  const nowMs = deps.clock.now()
  const services = await tx.query<{ id: Buffer }>({ text: LOCK }, [by.tenant, personId(person)])
  const ids = services.map((row) => row.id)
  await tx.query(
    {
      text: `UPDATE identity.service SET disabled_ms = $3, disabled_by = $4 WHERE tenant = $1 AND id = ANY ($2::bytea[])`,
    },
    [by.tenant, ids, nowMs, by.principalId],
  )
  const keys = await tx.query<{ service: Buffer }>(
    {
      text: `UPDATE identity.key SET revoked_ms = $3, revoked_by = $4
             WHERE tenant = $1 AND service = ANY ($2::bytea[]) AND coalesce(revoked_ms > $3, true) RETURNING service`,
    },
    [by.tenant, ids, nowMs, by.principalId],
  )
  for (const id of ids) {
    const keysRevoked = keys.filter((key) => key.service.equals(id)).length
    const detail = { service: serviceId(id), keys_revoked: keysRevoked }
    entries.add({ kind: serviceDisabledEntry, outcome: 'success', ...entryBy(by), detail })
  }
  return { services_disabled: ids.length, keys: keys.length }
}

/** Makes another person answer for them. Their keys go on; that they are replaced is a task. */
export async function handOverServices(
  tx: Tx,
  entries: Entries,
  by: Caller,
  person: Buffer,
  heir: Buffer,
): Promise<Ended> {
  const services = await tx.query<{ id: Buffer }>({ text: LOCK }, [by.tenant, personId(person)])
  const ids = services.map((row) => row.id)
  await tx.query(
    { text: 'UPDATE identity.service SET owner = $3 WHERE tenant = $1 AND id = ANY ($2::bytea[])' },
    [by.tenant, ids, personId(heir)],
  )
  for (const id of ids) {
    const detail = { service: serviceId(id) }
    const people = { from: person, to: heir }
    entries.add({ kind: serviceHandedOver, outcome: 'success', ...entryBy(by, people), detail })
  }
  const keys = await tx.query(
    {
      text: `SELECT FROM identity.key WHERE tenant = $1 AND service = ANY ($2::bytea[]) AND revoked_ms IS NULL`,
    },
    [by.tenant, ids],
  )
  return { services_handed_over: ids.length, live_keys: keys.length }
}

/** How many live keys of services that others answer for the person has made, and so has seen. */
export async function keysTheyKnow(tx: Tx, tenant: number, person: Buffer, nowMs: number): Promise<number> {
  const [row] = await tx.query<{ keys: number }>(
    {
      text: `SELECT count(*) AS keys FROM identity.key k JOIN identity.service s ON s.tenant = k.tenant AND s.id = k.service AND s.disabled_ms IS NULL
             WHERE k.tenant = $1 AND k.created_by = $2 AND k.expires_ms > $3 AND coalesce(k.revoked_ms > $3, true)`,
    },
    [tenant, personId(person), nowMs],
  )
  return row?.keys ?? 0
}
