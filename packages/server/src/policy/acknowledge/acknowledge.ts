import type { AuditWriter, Entries } from '../../audit/index.ts'
import type { Clock } from '../../platform/clock.ts'
import type { Sql, Tx } from '../../platform/db.ts'
import type { Caller } from '../../platform/route.ts'
import { policyVersionUnknown } from '../errors.ts'
import { policyAcknowledged } from '../events.ts'
import type { Lang } from '../model.ts'

export interface AcknowledgeDeps {
  readonly writer: AuditWriter
  readonly clock: Clock
  /** What follows from it in rooms above, in the same transaction. */
  readonly acknowledged?: (tx: Tx, entries: Entries, by: Caller) => Promise<void>
}

export interface Acknowledged {
  readonly version: number
  readonly acceptedMs: number
}

/**
 * Keeps that a person has read and accepts the version in force (clause A12). Once a version; repeating it changes nothing. An older version
 * is not accepted after the fact. Throws `policy_version_unknown`.
 *
 * Commit point: a crash before it leaves nothing; after it row and entry are there for good.
 */
export async function acknowledge(
  deps: AcknowledgeDeps,
  by: Caller,
  version: number,
  lang: Lang,
): Promise<Acknowledged> {
  const { value } = await deps.writer.transaction(by.tenant, async (tx, entries) => {
    const nowMs = deps.clock.now()
    const made = await tx.query<{ digest: Buffer }>(
      {
        text: `INSERT INTO policy.acknowledgement (tenant, person, version, lang, digest, accepted_ms)
               SELECT $1, $2, v.version, $4, v.digest, $5 FROM policy.version v JOIN policy.current c ON c.version = v.version
               WHERE v.version = $3 ON CONFLICT (tenant, person, version) DO NOTHING RETURNING digest`,
      },
      [by.tenant, by.principal, version, lang, nowMs],
    )
    const [row] = made
    if (!row) return { version, acceptedMs: await acceptedBefore(tx, by, version) }
    entries.add({
      kind: policyAcknowledged,
      outcome: 'success',
      actor: 'person',
      tenant: { tenant: by.tenant, id: by.tenantId },
      people: { staff: by.principal },
      detail: { version, lang, digest: row.digest.toString('hex') },
    })
    await deps.acknowledged?.(tx, entries, by)
    return { version, acceptedMs: nowMs }
  })
  return value
}

async function acceptedBefore(tx: Tx, by: Caller, version: number): Promise<number> {
  const [row] = await tx.query<{ accepted_ms: number }>(
    {
      text: 'SELECT accepted_ms FROM policy.acknowledgement WHERE tenant = $1 AND person = $2 AND version = $3',
    },
    [by.tenant, by.principal, version],
  )
  if (!row)
    throw policyVersionUnknown('only the version in force can be accepted', {
      where: { pointer: '/version' },
    })
  return row.accepted_ms
}

/** Whether a person has accepted the version in force. */
export async function hasAcknowledged(sql: Sql, tenant: number, person: Buffer): Promise<boolean> {
  const rows = await sql.query(
    {
      text: `SELECT 1 FROM policy.acknowledgement a JOIN policy.current c ON c.version = a.version WHERE a.tenant = $1 AND a.person = $2`,
    },
    [tenant, person],
  )
  return rows.length > 0
}

/** The versions a person has yet to accept: the one in force, or none. */
export async function toAccept(sql: Sql, tenant: number, person: Buffer): Promise<number[]> {
  const rows = await sql.query<{ version: number }>(
    {
      text: `SELECT c.version FROM policy.current c WHERE NOT EXISTS (
               SELECT FROM policy.acknowledgement a WHERE a.tenant = $1 AND a.person = $2 AND a.version = c.version)`,
    },
    [tenant, person],
  )
  return rows.map((row) => row.version)
}
