import { tenantIdOf } from '../../identity/index.ts'
import { formatId } from '../../platform/ids.ts'
import type { AccessDeps } from '../access-deps.ts'
import { requestDecided } from '../events.ts'
import { REQUEST_ID } from './request-row.ts'

const AT_ONCE = 500

/**
 * Ends the requests that nobody decided in time, over all tenants; a job calls it. A request past its end cannot be approved whether or not this has
 * run. Answers how many.
 *
 * Commit point: a crash before it leaves them open in name; the next run ends them.
 */
export async function expireRequests(deps: Omit<AccessDeps, 'grantEnds'>): Promise<number> {
  const due = await deps.database.across.read.query<{ one: number }>(
    { text: `SELECT 1 AS one FROM access.request WHERE state = 'open' AND expires_ms <= $1 LIMIT 1` },
    [deps.clock.now()],
  )
  if (due.length === 0) return 0
  const { value } = await deps.writer.across(async (tx, entries) => {
    const nowMs = deps.clock.now()
    // One that is being decided at this moment is left to whoever decides it.
    const rows = await tx.query<{ tenant: number; id: Buffer; kind: string }>(
      {
        text: `WITH due AS (SELECT tenant, id FROM access.request WHERE state = 'open' AND expires_ms <= $1
                            ORDER BY tenant, id LIMIT $2 FOR UPDATE SKIP LOCKED)
               UPDATE access.request r SET state = 'expired', decided_by = 'system', decided_ms = $1 FROM due
               WHERE r.tenant = due.tenant AND r.id = due.id RETURNING r.tenant, r.id, r.kind`,
      },
      [nowMs, AT_ONCE],
    )
    for (const { tenant, id, kind } of rows) {
      entries.add({
        kind: requestDecided,
        outcome: 'success',
        actor: 'system',
        tenant: { tenant, id: await tenantIdOf(tx, tenant) },
        detail: { request: formatId(REQUEST_ID, id), of: kind, state: 'expired' },
      })
    }
    return rows.length
  })
  return value
}
