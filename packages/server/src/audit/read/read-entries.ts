import { decodeBundle, leafHash, TILE_WIDTH } from '@azukari/proof'
import type { Sql } from '../../platform/db.ts'
import type { OpeningOpener } from '../open/open-entries.ts'
import { openingsOf } from '../open/read-openings.ts'
import { lastCheckpoint } from '../tree/sign-checkpoint.ts'
import { storedBundle } from '../tree/stored-tile.ts'

/** An entry as people read it. */
export interface EntryView {
  readonly index: number
  /** Leaf hash in hex: what a receipt is asked for by. */
  readonly leaf: string
  readonly timeMs: number
  readonly kind: string
  readonly class: number
  readonly outcome: 'success' | 'failure'
  readonly actor: string
  /** Absent on an entry of the installation itself. */
  readonly tenant?: string
  readonly detail: Readonly<Record<string, unknown>>
  readonly commitments: Readonly<Record<string, string>>
  readonly lane: { readonly id: string; readonly batch: number; readonly pos: number }
  /** What commitments of it were opened to, by name. */
  readonly opened?: Readonly<Record<string, string | readonly string[]>>
}

export interface EntryFilter {
  /** `record.revealed`, or `record.` for every kind that begins so. */
  readonly kind?: string | undefined
  readonly outcome?: 'success' | 'failure' | undefined
  readonly actor?: string | undefined
  /** Public id: entries of this tenant and of the installation. Absent: of all. */
  readonly tenant?: string | undefined
}

export interface EntriesQuery extends EntryFilter {
  /** The first index looked at; the newest, or 0. */
  readonly from?: number | undefined
  readonly order: 'newest' | 'oldest'
  readonly limit: number
}

export interface EntriesPage {
  /** Size of the log under its last checkpoint: nothing beyond it is shown. */
  readonly size: number
  readonly entries: readonly EntryView[]
  /** Where to go on; absent at the end. A page may be empty and have a next one: only so much is looked through at once. */
  readonly next?: number
}

/** Bundles looked through for one page. */
const BUNDLES = 32

/** A page of entries that pass the filter, by index. Throws nothing for a log that has not begun: it is empty. */
export async function readEntries(sql: Sql, query: EntriesQuery): Promise<EntriesPage> {
  const size = (await lastCheckpoint(sql))?.size ?? 0
  const step = query.order === 'newest' ? -1 : 1
  const entries: EntryView[] = []
  let at = query.order === 'newest' ? Math.min(query.from ?? size - 1, size - 1) : (query.from ?? 0)
  for (let looked = 0; looked < BUNDLES && at >= 0 && at < size; looked++) {
    const n = Math.floor(at / TILE_WIDTH)
    const width = Math.min(TILE_WIDTH, size - n * TILE_WIDTH)
    // One that was pruned is passed over.
    const stored = await storedBundle(sql, n, width)
    const bundle = stored === undefined ? [] : decodeBundle(stored, width)
    for (; Math.floor(at / TILE_WIDTH) === n && at < size && entries.length < query.limit; at += step) {
      const bytes = bundle[at % TILE_WIDTH]
      const view = bytes === undefined ? undefined : viewOf(bytes, at, query)
      if (view !== undefined) entries.push(view)
    }
    if (entries.length >= query.limit) break
  }
  return at >= 0 && at < size ? { size, entries, next: at } : { size, entries }
}

interface Event {
  readonly class_uid: number
  readonly status_id: number
  readonly time: number
  readonly actor: { readonly user: { readonly uid: string } }
  readonly metadata: { readonly tenant_uid?: string }
  readonly unmapped: {
    readonly event: string
    readonly detail?: Readonly<Record<string, unknown>>
    readonly commitments?: Readonly<Record<string, string>>
    readonly lane: { readonly id: string; readonly batch: number; readonly pos: number }
  }
}

function viewOf(bytes: Uint8Array, index: number, filter: EntryFilter): EntryView | undefined {
  const text = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  // Most of what a filter leaves out is never parsed. A hit elsewhere in the entry is sorted out below.
  if (filter.kind !== undefined && !text.includes(`"event":"${filter.kind}`)) return undefined
  const event = JSON.parse(text.toString('utf8')) as Event
  const { unmapped } = event
  const outcome = event.status_id === 1 ? 'success' : 'failure'
  const tenant = event.metadata.tenant_uid
  if (filter.kind !== undefined && !isOfKind(unmapped.event, filter.kind)) return undefined
  if (filter.outcome !== undefined && filter.outcome !== outcome) return undefined
  if (filter.actor !== undefined && filter.actor !== event.actor.user.uid) return undefined
  if (filter.tenant !== undefined && tenant !== undefined && tenant !== filter.tenant) return undefined
  const { id, batch, pos } = unmapped.lane
  return {
    index,
    leaf: Buffer.from(leafHash(bytes)).toString('hex'),
    timeMs: event.time,
    kind: unmapped.event,
    class: event.class_uid,
    outcome,
    actor: event.actor.user.uid,
    ...(tenant === undefined ? {} : { tenant }),
    detail: unmapped.detail ?? {},
    commitments: unmapped.commitments ?? {},
    lane: { id, batch, pos },
  }
}

const isOfKind = (kind: string, wanted: string) =>
  wanted.endsWith('.') ? kind.startsWith(wanted) : kind === wanted

/** The same entries, with what their commitments say where it can still be opened. Only of the caller's own tenant. */
export async function withOpenings(
  sql: Sql,
  opener: OpeningOpener,
  tenant: { readonly tenant: number; readonly id: string },
  entries: readonly EntryView[],
): Promise<EntryView[]> {
  const own = entries.filter((e) => e.tenant === tenant.id && Object.keys(e.commitments).length > 0)
  const opened = await openingsOf(sql, opener, tenant.tenant, own)
  return entries.map((entry) => {
    const values = opened.get(entry.index)
    return values === undefined ? entry : { ...entry, opened: values }
  })
}
