import type { LogPromise } from '@azukari/proof'
import { entryBy } from '../../identity/index.ts'
import type { Tx } from '../../platform/db.ts'
import { formatId, parseId } from '../../platform/ids.ts'
import type { Caller } from '../../platform/route.ts'
import type { Numbers } from '../../policy/index.ts'
import { openRecord } from '../cells/open-record.ts'
import { unpackCells } from '../cells/packed-cells.ts'
import { decideAndAct, type Prepared, stillStands } from '../decide/prepare-access.ts'
import { recordsListed } from '../events.ts'
import type { VaultDeps } from '../vault-deps.ts'
import { NEWEST, type PageRow, readPage } from './list-page.ts'

export type RecordState = 'readable' | 'partly' | 'destroyed'

export interface ListedRecord {
  /** Ours, opaque: `rec_…`. */
  readonly record: string
  /** The id its owner chose, which may be personal itself: only for a caller who may read the record's metadata, and while a cell can be opened. */
  readonly id?: string
  readonly version: number
  readonly state: RecordState
  readonly createdMs: number
  readonly updatedMs: number
  readonly events: Readonly<Record<string, number>>
  readonly groups: readonly {
    readonly classes: readonly string[]
    readonly state: 'readable' | 'destroyed'
    readonly destroyMs: number | null
  }[]
}

export interface ListQuery {
  readonly collection: string
  /** The last record of the page before. */
  readonly after?: string | undefined
  readonly limit?: number | undefined
  readonly state?: RecordState | undefined
}

export interface ListedPage {
  readonly records: readonly ListedRecord[]
  /** Where to go on; absent at the end. A page may be empty and have a next one: only so much is looked through at once. */
  readonly next?: string
  readonly promise: LogPromise
}

export const LIST_LIMIT = 200
const RECORD = 'rec'
/** Records looked through for one page of one state. */
const LOOKED_THROUGH = 1000

/**
 * Records of a collection, newest first, by opaque id: nothing is opened but the id that its owner chose, for who may read it anyway. The page is one
 * entry, which commits to the records shown. Throws `unknown_collection`, `malformed_id`.
 */
export async function listRecords(deps: VaultDeps, caller: Caller, query: ListQuery): Promise<ListedPage> {
  const question = { collection: query.collection, action: 'read-metadata' as const, fields: [] }
  const before = query.after === undefined ? NEWEST : parseId(RECORD, query.after)
  return await decideAndAct(deps, caller, question, async (prepared) => {
    const audited = await deps.writer.transaction(caller.tenant, async (tx, entries) => {
      if (!(await stillStands(tx, prepared))) return undefined
      const page = await collect(deps, tx, prepared, query, before)
      const shown = page.records.map((r) => parseId(RECORD, r.record))
      entries.add({
        kind: recordsListed,
        outcome: 'success',
        ...entryBy(prepared.caller, shown.length > 0 ? { records: Buffer.concat(shown) } : {}),
        detail: {
          collection: query.collection,
          policy: prepared.applied.version,
          state: query.state,
          listed: shown.length,
          with_ids: page.records.filter((r) => r.id !== undefined).length,
          grant: prepared.verdict.allow ? prepared.verdict.grant : undefined,
        },
      })
      return page
    })
    return audited.value && { ...audited.value, promise: audited.promise(0) }
  })
}

async function collect(
  deps: VaultDeps,
  tx: Tx,
  prepared: Prepared,
  { state, limit = 50 }: ListQuery,
  before: Buffer,
): Promise<Omit<ListedPage, 'promise'>> {
  const wanted = Math.min(limit, LIST_LIMIT)
  const { caller, collectionNumber } = prepared
  const records: ListedRecord[] = []
  let [at, looked] = [before, 0]
  while (looked < LOOKED_THROUGH) {
    const rows = await readPage(
      tx,
      caller.tenant,
      collectionNumber,
      at,
      state === undefined ? wanted - records.length : LIST_LIMIT,
    )
    if (rows.length === 0) return { records }
    for (const row of rows) {
      if (records.length === wanted) return { records, next: formatId(RECORD, at) }
      at = row.id
      looked++
      const listed = viewOf(deps, row, prepared.applied.numbers)
      if (state === undefined || listed.state === state)
        records.push(await named(deps, prepared, row, listed))
    }
    if (records.length === wanted) break
  }
  return { records, next: formatId(RECORD, at) }
}

/** The latest of three clocks decides what is due, as in a reveal. */
const liveKeys = (deps: VaultDeps, { keys, now_ms, log_ms }: PageRow) => {
  const nowMs = Math.max(deps.clock.now(), now_ms, log_ms)
  return keys.filter((k) => k.dueMs === null || k.dueMs > nowMs)
}

function viewOf(deps: VaultDeps, row: PageRow, numbers: Numbers): ListedRecord {
  const live = new Map(liveKeys(deps, row).map((k) => [k.group, k.dueMs]))
  const cells = unpackCells(row.cells)
  const names = Object.keys(numbers.class)
  const groups = [...new Set(cells.map((c) => c.group))].map((group) => {
    const inGroup = new Set(cells.filter((c) => c.group === group).map((c) => c.class))
    return {
      classes: names.filter((name) => inGroup.has(numbers.class[name] ?? 0)),
      state: live.has(group) ? ('readable' as const) : ('destroyed' as const),
      destroyMs: live.get(group) ?? null,
    }
  })
  const readable = groups.filter((g) => g.state === 'readable').length
  return {
    record: formatId(RECORD, row.id),
    version: row.version,
    state: readable === 0 ? 'destroyed' : readable === groups.length ? 'readable' : 'partly',
    createdMs: row.created_ms,
    updatedMs: row.updated_ms,
    events: row.events,
    groups,
  }
}

/** The smallest cell that can be opened tells the id; what else is in it is not looked at. */
async function named(
  deps: VaultDeps,
  { verdict, caller, collectionNumber }: Prepared,
  row: PageRow,
  listed: ListedRecord,
): Promise<ListedRecord> {
  if (!verdict.allow) return listed
  const keys = liveKeys(deps, row)
  const readable = unpackCells(row.cells).filter(
    (c) => c.sealed.length > 0 && keys.some((k) => k.group === c.group),
  )
  const [smallest] = readable.sort((a, b) => a.sealed.length - b.sealed.length)
  if (!smallest) return listed
  const [opened] = await openRecord(deps, {
    tenant: caller.tenant,
    collection: collectionNumber,
    record: row.id,
    cells: row.cells,
    keys,
    wanted: (cell) =>
      cell.class === smallest.class && cell.group === smallest.group && cell.version === smallest.version,
  })
  return opened ? { ...listed, id: opened.id } : listed
}
