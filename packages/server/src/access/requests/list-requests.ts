import type { Sql } from '../../platform/db.ts'
import { formatId, parseId } from '../../platform/ids.ts'
import type { Caller } from '../../platform/route.ts'
import type { CompiledAuthority } from '../authority/compiled-authority.ts'
import { decideAction } from '../decision/decision.ts'
import { readLinks } from '../separation/human-links.ts'
import { type Link, mayApprove } from '../separation/may-approve.ts'
import type { RequestDeps } from './request-deps.ts'
import { REQUEST_COLUMNS, REQUEST_ID, type RequestRow, type RequestState } from './request-row.ts'
import { openText } from './request-texts.ts'

export interface ListedRequest extends Omit<RequestRow, 'id' | 'reason' | 'note'> {
  readonly id: string
  readonly reason: string | undefined
  readonly note: string | undefined
  /** Whether whoever asks for the list may decide it: has the action, and shares no human with whoever asked or gains. */
  readonly approvable: boolean
  /** Whether they may review it, as an emergency that nobody has reviewed. */
  readonly reviewable: boolean
}

export interface RequestFilter {
  readonly state?: RequestState | undefined
  readonly kind?: string | undefined
  /** Only what they asked for themselves. */
  readonly mine?: boolean | undefined
  /** Only what waits for somebody like them to decide or to review. */
  readonly approvable?: boolean | undefined
  readonly after?: string | undefined
  readonly limit?: number | undefined
}

export const REQUEST_PAGE = 200

/**
 * The requests of a tenant that a caller may see, newest first, a page at a time: their own, those of kinds that they may decide, and all for
 * whoever may see who has access.
 */
export async function listRequests(
  deps: RequestDeps,
  caller: Caller,
  filter: RequestFilter,
): Promise<{ readonly items: readonly ListedRequest[]; readonly next: string | undefined }> {
  const viewer = await viewerOf(deps, caller)
  const limit = Math.min(filter.limit ?? 50, REQUEST_PAGE)
  const before = filter.after === undefined ? null : parseId(REQUEST_ID, filter.after)
  const nowMs = deps.clock.now()
  const rows = await deps.database.of(caller.tenant).read.query<RequestRow>(
    {
      text: `SELECT ${REQUEST_COLUMNS} FROM access.request WHERE tenant = $1 AND ($2::bytea IS NULL OR id < $2)
               AND ($3::text IS NULL OR (state = $3 AND (state <> 'open' OR expires_ms > $4)) OR ($3 = 'expired' AND state = 'open' AND expires_ms <= $4))
               AND ($5::text IS NULL OR kind = $5) AND (NOT $6 OR requested_by = $7)
               AND (NOT $8 OR (kind = ANY ($9) AND ((state = 'open' AND expires_ms > $4) OR (state = 'approved' AND emergency AND review IS NULL))))
               AND ($10 OR requested_by = $7 OR kind = ANY ($9))
             ORDER BY id DESC LIMIT $11`,
    },
    [
      caller.tenant,
      before,
      filter.state ?? null,
      nowMs,
      filter.kind ?? null,
      filter.mine === true,
      caller.principalId,
      filter.approvable === true,
      viewer.kinds,
      viewer.seesAll,
      limit + 1,
    ],
  )
  const page = rows.slice(0, limit)
  const links = await linksOf(deps, deps.database.of(caller.tenant).read, caller, page)
  const listed = await Promise.all(page.map((row) => show(deps, caller, viewer, row, links, nowMs)))
  const items = filter.approvable === true ? listed.filter((r) => r.approvable || r.reviewable) : listed
  const last = page.at(-1)
  return { items, next: rows.length > limit && last ? formatId(REQUEST_ID, last.id) : undefined }
}

/** One request as its caller may see it; undefined when they may not. */
export async function showRequest(
  deps: RequestDeps,
  caller: Caller,
  row: RequestRow,
): Promise<ListedRequest | undefined> {
  const viewer = await viewerOf(deps, caller)
  if (!viewer.seesAll && row.requested_by !== caller.principalId && !viewer.kinds.includes(row.kind))
    return undefined
  const links = await linksOf(deps, deps.database.of(caller.tenant).read, caller, [row])
  return show(deps, caller, viewer, row, links, deps.clock.now())
}

interface Viewer {
  readonly kinds: readonly string[]
  readonly seesAll: boolean
}

async function viewerOf(deps: RequestDeps, caller: Caller): Promise<Viewer> {
  const [authority, { model }] = await Promise.all([deps.authorities.current(caller), deps.policy.reload()])
  const may = (action: string, by: CompiledAuthority = authority) =>
    decideAction(action, deps.clock.now(), by, model).allow
  const kinds = deps.kinds.all.filter((kind) => may(kind.approveAction)).map((kind) => kind.kind)
  return { kinds, seesAll: may('read-access') }
}

/** Kinds that this program no longer knows stay readable. */
const beneficiariesOf = ({ kinds }: RequestDeps, row: RequestRow): readonly string[] =>
  kinds.names.includes(row.kind) ? kinds.get(row.kind).beneficiaries(row.payload) : []

function linksOf(deps: RequestDeps, sql: Sql, caller: Caller, rows: readonly RequestRow[]): Promise<Link[]> {
  if (rows.length === 0) return Promise.resolve([])
  const all = [
    caller.principalId,
    ...rows.flatMap((row) => [row.requested_by, ...beneficiariesOf(deps, row)]),
  ]
  const sinceMs = Math.min(...rows.map((row) => row.requested_ms))
  return readLinks(sql, caller.tenant, all, sinceMs, deps.links)
}

async function show(
  deps: RequestDeps,
  caller: Caller,
  viewer: Viewer,
  row: RequestRow,
  links: readonly Link[],
  nowMs: number,
): Promise<ListedRequest> {
  const apart =
    caller.kind === 'person' &&
    viewer.kinds.includes(row.kind) &&
    mayApprove(caller.principalId, row.requested_by, beneficiariesOf(deps, row), links).ok
  const over = row.state === 'open' && row.expires_ms <= nowMs
  return {
    ...row,
    id: formatId(REQUEST_ID, row.id),
    state: over ? 'expired' : row.state,
    reason: await openText(deps, caller.tenant, row.id, 'reason', row.reason),
    note: await openText(deps, caller.tenant, row.id, 'note', row.note),
    approvable: apart && row.state === 'open' && !over,
    reviewable: apart && row.state === 'approved' && row.emergency && row.review === null,
  }
}
