import { randomFillSync } from 'node:crypto'
import { canonicalJson, commit } from '@azukari/proof'

/** One kind of entry, declared by the room it belongs to. Numbers from OCSF 1.8 (schema.ocsf.io). */
export interface EntryKind {
  /** Dotted, stable: `record.revealed`. */
  readonly name: string
  readonly category: number
  readonly class: number
  readonly activity: number
}

/** OCSF classes that Azukari's entries use, with their category. */
export const OCSF = {
  accountChange: { category: 3, class: 3001 },
  authentication: { category: 3, class: 3002 },
  entityManagement: { category: 3, class: 3004 },
  apiActivity: { category: 6, class: 6003 },
  datastoreActivity: { category: 6, class: 6005 },
  detectionFinding: { category: 2, class: 2004 },
} as const

export function entryKind(
  name: string,
  ocsf: { category: number; class: number },
  activity: number,
): EntryKind {
  return { name, activity, category: ocsf.category, class: ocsf.class }
}

/** What a room says of something that happened. Texts are ids, codes and names from the policy; what points at a person goes into `people`. */
export interface EntryDraft {
  readonly kind: EntryKind
  readonly outcome: 'success' | 'failure'
  /** Number of the tenant whose key seals the openings, and its public id; absent for the installation itself. */
  readonly tenant?: { readonly tenant: number; readonly id: string } | undefined
  /** Opaque id of a service, or `operator`, `system`; a person stands in `people.staff` instead. */
  readonly actor: string
  readonly detail?: Readonly<Record<string, string | number | boolean | readonly string[] | undefined>>
  /** What points at a person: committed to in the entry, its opening sealed apart. */
  readonly people?: Readonly<Record<string, Uint8Array>>
}

export interface Opening {
  readonly name: string
  readonly nonce: Buffer
  readonly value: Uint8Array
}

export interface BuiltEntry {
  readonly bytes: Buffer
  readonly openings: readonly Opening[]
}

/** Where an entry stands in its lane; `prev` is the head of the batch before, on a batch's first entry. */
export interface LanePlace {
  readonly id: string
  readonly batch: number
  readonly pos: number
  readonly prev?: string
}

const OUTCOME = { success: 1, failure: 2 } as const
const METADATA = { product: { name: 'Azukari', vendor_name: 'Azukari' }, version: '1.8.0' } as const

/** The bytes of one entry: an OCSF 1.8 event in canonical JSON (RFC 8785). Its salt makes equal events unequal leaves. */
export function buildEntry(draft: EntryDraft, place: LanePlace, timeMs: number): BuiltEntry {
  const openings: Opening[] = []
  let commitments: Record<string, string> | undefined
  if (draft.people) {
    commitments = {}
    for (const name of Object.keys(draft.people)) {
      const value = draft.people[name] as Uint8Array
      const nonce = randomBytes(32)
      commitments[name] = hex(commit(name, value, nonce))
      openings.push({ name, nonce, value })
    }
  }
  const unmapped: Record<string, unknown> = {
    event: draft.kind.name,
    lane: place,
    salt: randomBytes(16).toString('hex'),
  }
  if (commitments) unmapped.commitments = commitments
  if (draft.detail) unmapped.detail = withoutUndefined(draft.detail)
  const event = {
    activity_id: draft.kind.activity,
    actor: { user: { uid: draft.actor } },
    category_uid: draft.kind.category,
    class_uid: draft.kind.class,
    metadata: draft.tenant ? { ...METADATA, tenant_uid: draft.tenant.id } : METADATA,
    severity_id: draft.outcome === 'success' ? 1 : 3,
    status_id: OUTCOME[draft.outcome],
    time: timeMs,
    type_uid: draft.kind.class * 100 + draft.kind.activity,
    unmapped,
  }
  return { bytes: Buffer.from(canonicalJson(event), 'utf8'), openings }
}

function withoutUndefined(detail: NonNullable<EntryDraft['detail']>): Record<string, unknown> {
  const kept: Record<string, unknown> = {}
  for (const name of Object.keys(detail)) {
    if (detail[name] !== undefined) kept[name] = detail[name]
  }
  return kept
}

const hex = (bytes: Uint8Array) =>
  Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('hex')

const pool = Buffer.alloc(8192)
let used = pool.length

/** Random bytes from a block drawn ahead: a call into the operating system for each salt would show on the write path. */
function randomBytes(n: number): Buffer {
  if (used + n > pool.length) {
    randomFillSync(pool)
    used = 0
  }
  const bytes = Buffer.from(pool.subarray(used, used + n))
  pool.fill(0, used, used + n)
  used += n
  return bytes
}
