import type { Caller } from '../../platform/route.ts'
import { openText } from '../requests/request-texts.ts'
import type { CaseDeps } from './case-deps.ts'
import { type CaseRow, caseState } from './case-row.ts'
import { openCaseText } from './case-text.ts'

export interface OwnWords {
  readonly ticket: string | null
  readonly reason: string | null
}

/**
 * What the caller wrote when they asked for those of the cases that are theirs and live, by which they tell them apart; by id in lower-case hex. Nobody
 * else's words are opened, and which records a case names is not told: that is asked one case at a time.
 */
export async function ownWords(
  deps: Pick<CaseDeps, 'database' | 'texts'>,
  by: Caller,
  rows: readonly CaseRow[],
  nowMs: number,
): Promise<ReadonlyMap<string, OwnWords>> {
  const own = rows.filter((row) => row.person.equals(by.principal) && caseState(row, nowMs) === 'live')
  const reasons = await reasonsOf(deps, by, own)
  const words = own.map(async (row) => {
    const { ticket = null } = await openCaseText(deps.texts, by.tenant, row.id, row.sealed)
    return [row.id.toString('hex'), { ticket, reason: reasons.get(row.id.toString('hex')) ?? null }] as const
  })
  return new Map(await Promise.all(words))
}

async function reasonsOf(
  deps: Pick<CaseDeps, 'database' | 'texts'>,
  { tenant }: Caller,
  rows: readonly CaseRow[],
): Promise<ReadonlyMap<string, string>> {
  const found = await deps.database
    .of(tenant)
    .read.query<{ id: Buffer; reason: Buffer | null }>(
      { text: 'SELECT id, reason FROM access.request WHERE tenant = $1 AND id = ANY ($2)' },
      [tenant, rows.flatMap(({ request }) => (request === null ? [] : [request]))],
    )
  const sealed = new Map(found.map(({ id, reason }) => [id.toString('hex'), reason]))
  const reasons = new Map<string, string>()
  for (const { id, request } of rows) {
    const reason = request === null ? null : (sealed.get(request.toString('hex')) ?? null)
    const text = request === null ? undefined : await openText(deps, tenant, request, 'reason', reason)
    if (text !== undefined) reasons.set(id.toString('hex'), text)
  }
  return reasons
}
