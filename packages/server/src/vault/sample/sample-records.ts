import { entryBy } from '../../identity/index.ts'
import type { Caller } from '../../platform/route.ts'
import type { AppliedPolicy, CollectionModel } from '../../policy/index.ts'
import { fieldsOf, openRecord } from '../cells/open-record.ts'
import { recordsSampled } from '../events.ts'
import { fieldIndex } from '../fields/field-values.ts'
import { NEWEST, type PageRow, readPage } from '../list/list-page.ts'
import { findCollection } from '../records/find-collection.ts'
import type { VaultDeps } from '../vault-deps.ts'
import { MadeUpText, type SampleMode } from './made-up-text.ts'
import { type MakeUp, MemberNames, madeUpField } from './made-up-value.ts'

export interface SampleQuery {
  readonly collection: string
  readonly records: number
  readonly mode: SampleMode
  /** 32 bytes, kept nowhere. */
  readonly key: Uint8Array
}

/** A record as it goes into a test environment: a line of an import, and nothing in it is anybody's. */
export interface SampleRecord {
  readonly id: string
  readonly fields: Readonly<Record<string, unknown>>
  readonly events: readonly { readonly event: string; readonly at: string }[]
  /** When the first of it is due, milliseconds since 1970: it has to be imported before. */
  readonly dueMs: number | null
}

/** Why data is read for this; the name is the program's, since no grant covers it and no value leaves. */
export const TEST_DATA = 'test-data'

const BATCH = 100
/** A name of a JSON member stays when this many records have it. */
const SHARED_BY = 5
/** Times are moved into the past by up to this, and by no more than half of what is left until the record is due. */
const FURTHEST_MS = 36 * 3_600_000
const LEAST_MS = 60_000
/** What is due within this is left out: it would be refused where it is imported. */
const SPARE_MS = 600_000

/**
 * Reads live records of a collection, newest first, and gives them made up. Two passes: the first counts the names of JSON members, the second
 * makes the sample. Real values stay in this room and in memory; every batch that was opened is an entry, committed before anything made from it is given.
 */
export async function* sampleRecords(
  deps: VaultDeps,
  by: Caller,
  query: SampleQuery,
): AsyncGenerator<SampleRecord> {
  const applied = await deps.policy.load()
  const { collection } = findCollection(applied, query.collection)
  const names = new MemberNames()
  const json = collection.fields.filter((f) => f.type === 'json').map((f) => f.name)
  if (json.length > 0) {
    for await (const { fields } of openBatches(deps, by, applied, collection, query, 'names')) {
      names.read(json.map((name) => fields[name]))
    }
  }
  const make: MakeUp = { text: new MadeUpText(query.key), mode: query.mode, names: names.kept(SHARED_BY) }
  for await (const opened of openBatches(deps, by, applied, collection, query, 'values')) {
    yield madeUpRecord(make, collection, opened)
  }
}

interface Opened {
  readonly id: string
  readonly fields: Readonly<Record<string, unknown>>
  readonly events: Readonly<Record<string, number>>
  readonly nowMs: number
  readonly dueMs: number | null
}

async function* openBatches(
  deps: VaultDeps,
  by: Caller,
  applied: AppliedPolicy,
  collection: CollectionModel,
  { records, mode }: SampleQuery,
  reads: 'names' | 'values',
): AsyncGenerator<Opened> {
  const { number } = findCollection(applied, collection.name)
  let at: Buffer = NEWEST
  let left = records
  while (left > 0) {
    const { value } = await deps.writer.transaction(by.tenant, async (tx, entries) => {
      const rows = await readPage(tx, by.tenant, number, at, Math.min(BATCH, left))
      const opened: Opened[] = []
      for (const row of rows) {
        const one = await openRow(deps, by, number, row)
        if (one) opened.push(one)
      }
      if (rows.length > 0) {
        const people = { records: Buffer.concat(rows.map((r) => r.id)) }
        const detail = {
          collection: collection.name,
          purpose: TEST_DATA,
          policy: applied.version,
          opened: opened.length,
          mode,
          reads,
        }
        entries.add({ kind: recordsSampled, outcome: 'success', ...entryBy(by, people), detail })
      }
      return { rows, opened }
    })
    yield* value.opened
    const last = value.rows.at(-1)
    if (!last) return
    at = last.id
    left -= value.rows.length
  }
}

async function openRow(
  deps: VaultDeps,
  by: Caller,
  collection: number,
  row: PageRow,
): Promise<Opened | undefined> {
  const nowMs = Math.max(deps.clock.now(), row.now_ms, row.log_ms)
  const keys = row.keys.filter((k) => k.dueMs === null || k.dueMs > nowMs)
  const dues = keys.flatMap((k) => (k.dueMs === null ? [] : [k.dueMs]))
  const dueMs = dues.length === 0 ? null : Math.min(...dues)
  if (keys.length === 0 || (dueMs !== null && dueMs - nowMs < SPARE_MS)) return undefined
  const opened = await openRecord(deps, {
    tenant: by.tenant,
    collection,
    record: row.id,
    cells: row.cells,
    keys,
  })
  const id = opened[0]?.id
  return id === undefined ? undefined : { id, fields: fieldsOf(opened), events: row.events, nowMs, dueMs }
}

function madeUpRecord(
  make: MakeUp,
  collection: CollectionModel,
  { id, fields, events, nowMs, dueMs }: Opened,
): SampleRecord {
  const room = dueMs === null ? FURTHEST_MS : Math.min(FURTHEST_MS, (dueMs - nowMs) / 2)
  const ms = LEAST_MS + make.text.number('shift', id, Math.max(1, Math.floor(room - LEAST_MS)))
  const shift = { name: id, ms }
  const made: Record<string, unknown> = {}
  for (const [name, value] of Object.entries(fields)) {
    // A field that the policy no longer has would not be taken where it goes.
    const field = fieldIndex(collection).get(name)
    if (field) made[name] = madeUpField(make, collection, field, value, shift)
  }
  const told = Object.entries(events).filter(([event]) => collection.events.includes(event))
  return {
    id: make.text.id(id),
    fields: made,
    events: told.map(([event, at]) => ({ event, at: new Date(at - ms).toISOString() })),
    dueMs: dueMs === null ? null : dueMs - ms,
  }
}
