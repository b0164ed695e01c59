import type { ClientCertificate } from '../../platform/client-certificate.ts'
import type { Sql } from '../../platform/db.ts'
import type { PersonCaller } from '../acting.ts'
import { sessionOver } from '../errors.ts'
import { requireCertificate } from '../keys/client-certificate.ts'
import { personId, sessionId } from '../people/person-id.ts'
import { tenantIdText } from '../tenant-id.ts'

/** A session as the database has it, with the state of its person. */
export interface SessionRow {
  readonly tenant: number
  readonly tenant_id: Buffer
  readonly id: Buffer
  readonly hash: Buffer
  readonly person: Buffer
  readonly state: 'pending' | 'full'
  readonly amr: string[]
  readonly created_ms: number
  readonly seen_ms: number
  readonly idle_ms: number
  readonly until_ms: number
  readonly browser: Buffer
  readonly device: Buffer | null
  /** What its device is known by, when that is a client certificate. */
  readonly certificate: Buffer | null
  readonly ended_ms: number | null
  /** The person has accepted a version of the policy. */
  readonly accepted: boolean
  readonly person_state: 'invited' | 'active' | 'suspended' | 'left'
}

// A destroyed tenant's sessions are found no more.
const FOUND = `SELECT s.tenant, t.id AS tenant_id, s.id, s.hash, s.person, s.state, s.amr, s.created_ms, s.seen_ms, s.idle_ms, s.until_ms,
  s.browser, s.device, s.ended_ms, p.state AS person_state, (SELECT d.fingerprint FROM identity.device d
    WHERE d.tenant = s.tenant AND d.id = s.device AND d.kind = 'certificate') AS certificate,
  EXISTS (SELECT FROM policy.acknowledgement k WHERE k.tenant = s.tenant AND k.person = s.person) AS accepted FROM identity.session s
  JOIN identity.person p ON p.tenant = s.tenant AND p.id = s.person JOIN keys.tenant t ON t.tenant = s.tenant AND t.state = 'live'`

const BY_HASH = { name: 'identity-sessions-by-hash', text: `${FOUND} WHERE s.hash = ANY ($1::bytea[])` }
const BY_ID = { name: 'identity-session-by-id', text: `${FOUND} WHERE s.tenant = $1 AND s.id = $2` }

/** The sessions with these hashes, in the order asked; undefined where there is none. */
export async function sessionsByHash(
  sql: Sql,
  hashes: readonly Buffer[],
): Promise<(SessionRow | undefined)[]> {
  const rows = await sql.query<SessionRow>(BY_HASH, [hashes])
  const found = new Map(rows.map((row) => [row.hash.toString('latin1'), row]))
  return hashes.map((hash) => found.get(hash.toString('latin1')))
}

/** Until when a session lives if nobody uses or ends it. */
export const sessionEndsMs = (row: SessionRow) => Math.min(row.seen_ms + row.idle_ms, row.until_ms)

/** Whether a session may act at an instant. Whoever is not active may at most add the first second factor. */
export function isLive(row: SessionRow, nowMs: number): boolean {
  if (row.ended_ms !== null || nowMs >= sessionEndsMs(row)) return false
  return row.person_state === 'active' || (row.person_state === 'invited' && row.state === 'pending')
}

/** `Authenticator.recheck` for people: asks, now, and answers until when the session lives by itself. Throws `session_over`, `certificate_needed`. */
export async function recheckSession(sql: Sql, caller: PersonCaller, nowMs: number): Promise<number> {
  const [row] = await sql.query<SessionRow>(BY_ID, [caller.tenant, caller.session.key])
  if (row === undefined || !isLive(row, nowMs))
    throw sessionOver('it was ended, or nobody used it for too long')
  const shown = shownFor(row, caller.credential.certificate, nowMs)
  return Math.min(sessionEndsMs(row), shown?.untilMs ?? Number.POSITIVE_INFINITY)
}

/** The certificate of a session that is bound to one; undefined for all others. Throws `certificate_needed`. */
export function shownFor(
  { certificate }: SessionRow,
  shown: ClientCertificate | undefined,
  nowMs: number,
): ClientCertificate | undefined {
  return certificate === null ? undefined : requireCertificate(certificate, shown, nowMs)
}

export function callerOf(row: SessionRow, address: string, certificate?: ClientCertificate): PersonCaller {
  const id = sessionId(row.id)
  return {
    tenant: row.tenant,
    tenantId: tenantIdText(row.tenant_id),
    principal: row.person,
    principalId: personId(row.person),
    kind: 'person',
    credential: { key: row.id, keyId: id, ...(certificate === undefined ? {} : { certificate }) },
    session: {
      id,
      key: row.id,
      state: row.state,
      amr: row.amr,
      accepted: row.accepted,
      address,
      createdMs: row.created_ms,
      idleUntilMs: Math.min(row.seen_ms + row.idle_ms, row.until_ms),
      untilMs: row.until_ms,
      ...(row.device === null ? {} : { deviceId: `dev_${row.device.toString('hex')}` }),
    },
  }
}
