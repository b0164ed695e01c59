import type { Entries } from '../../audit/index.ts'
import { entryBy } from '../../identity/index.ts'
import type { Tx } from '../../platform/db.ts'
import { formatId } from '../../platform/ids.ts'
import type { Caller } from '../../platform/route.ts'
import { requestNotFound } from '../errors.ts'
import { requestDecided } from '../events.ts'
import type { DecidedRequest } from './decide-request.ts'
import { lockOpen } from './lock-open.ts'
import type { RequestDeps } from './request-deps.ts'
import { REQUEST_ID } from './request-row.ts'

/**
 * Takes back what one asked for. Throws `request_not_found` (also for somebody else's), `request_not_open`, `request_expired`.
 *
 * Commit point: a crash before it leaves the request open; after it nobody can approve it.
 */
export async function withdrawRequest(deps: RequestDeps, by: Caller, id: string): Promise<DecidedRequest> {
  const { value } = await deps.writer.transaction(by.tenant, async (tx, entries) => {
    const row = await lockOpen(tx, { deps, by, id })
    if (row.requested_by !== by.principalId) throw requestNotFound('only whoever asked can take it back')
    const nowMs = deps.clock.now()
    const text = `UPDATE access.request SET state = 'withdrawn', decided_by = $3, decided_ms = $4 WHERE tenant = $1 AND id = $2`
    // The operator is never named as one who decides.
    const decidedBy = by.kind === 'operator' ? 'system' : by.principalId
    await tx.query({ text }, [by.tenant, row.id, decidedBy, nowMs])
    entries.add({
      kind: requestDecided,
      outcome: 'success',
      ...entryBy(by),
      detail: { request: id, of: row.kind, state: 'withdrawn' },
    })
    return { id, state: 'withdrawn' as const, decidedMs: nowMs, effect: undefined }
  })
  return value
}

/** What somebody who leaves or is suspended has asked for ends with them. In their transaction; answers how many. */
export async function endRequestsOf(
  tx: Tx,
  entries: Entries,
  by: Caller,
  principal: string,
  nowMs: number,
): Promise<number> {
  const rows = await tx.query<{ id: Buffer; kind: string }>(
    {
      text: `UPDATE access.request SET state = 'withdrawn', decided_by = 'system', decided_ms = $3
             WHERE tenant = $1 AND requested_by = $2 AND state = 'open' RETURNING id, kind`,
    },
    [by.tenant, principal, nowMs],
  )
  for (const { id, kind } of rows) {
    entries.add({
      kind: requestDecided,
      outcome: 'success',
      ...entryBy(by),
      detail: { request: formatId(REQUEST_ID, id), of: kind, state: 'withdrawn' },
    })
  }
  return rows.length
}
