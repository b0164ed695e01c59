import type { Sql } from '../../platform/db.ts'
import { sessionId } from '../people/person-id.ts'
import { openFor, type PeopleKeys } from '../people/profile.ts'

export interface ListedSession {
  readonly id: string
  readonly state: 'pending' | 'full'
  readonly amr: readonly string[]
  readonly createdMs: number
  readonly seenMs: number
  readonly untilMs: number
  readonly address: string
  readonly agent: string
  readonly deviceId: string | undefined
  readonly provider: string | undefined
}

interface Row {
  readonly id: Buffer
  readonly state: 'pending' | 'full'
  readonly amr: string[]
  readonly created_ms: number
  readonly seen_ms: number
  readonly until_ms: number
  readonly origin: Buffer
  readonly device: Buffer | null
  readonly provider: string | null
}

const MOST = 200

/** A person's live sessions, newest first. */
export async function listSessions(
  sql: Sql,
  keys: PeopleKeys,
  tenant: number,
  person: Buffer,
  nowMs: number,
): Promise<ListedSession[]> {
  const rows = await sql.query<Row>(
    {
      text: `SELECT id, state, amr, created_ms, seen_ms, until_ms, origin, device, provider FROM identity.session
             WHERE tenant = $1 AND person = $2 AND ended_ms IS NULL AND least(until_ms, seen_ms + idle_ms) > $3
             ORDER BY id DESC LIMIT ${MOST}`,
    },
    [tenant, person, nowMs],
  )
  return Promise.all(
    rows.map(async (row) => {
      const opened = await openFor(keys, tenant, row.id, 'session', row.origin)
      const { address, agent } = JSON.parse(opened.toString('utf8')) as { address: string; agent: string }
      return {
        id: sessionId(row.id),
        state: row.state,
        amr: row.amr,
        createdMs: row.created_ms,
        seenMs: row.seen_ms,
        untilMs: row.until_ms,
        address,
        agent,
        deviceId: row.device === null ? undefined : `dev_${row.device.toString('hex')}`,
        provider: row.provider ?? undefined,
      }
    }),
  )
}
