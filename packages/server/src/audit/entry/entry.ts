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

/** Declares a kind of entry. `activity` is the activity_id of its OCSF class. */
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
  /** Canonical JSON; its bytes are its UTF-8. */
  readonly text: string
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

/**
 * One entry: an OCSF 1.8 event in canonical JSON (RFC 8785). Its salt makes equal events unequal leaves. Members are written in their order, which is
 * the same for every event; a property test holds the text to the one that the generic writer makes of the same event.
 */
export function buildEntry(draft: EntryDraft, place: LanePlace, timeMs: number): BuiltEntry {
  const openings: Opening[] = []
  let commitments = ''
  if (draft.people) {
    // Few names: sorting by the generic writer's rule (UTF-16 code units) is what `sort` does.
    for (const name of Object.keys(draft.people).sort()) {
      const value = draft.people[name] as Uint8Array
      const nonce = randomBytes(32)
      const commitment = hex(commit(name, value, nonce))
      commitments += `${commitments === '' ? '' : ','}${canonicalJson(name)}:"${commitment}"`
      openings.push({ name, nonce, value })
    }
  }
  const { before, after } = frameOf(draft)
  const { id, batch, pos, prev } = place
  const lane = `{"batch":${batch},"id":"${id}","pos":${pos}${prev === undefined ? '' : `,"prev":"${prev}"`}}`
  const committed = draft.people ? `"commitments":{${commitments}},` : ''
  const detail = draft.detail ? `"detail":${detailText(draft.detail)},` : ''
  const unmapped = `${committed}${detail}"event":${canonicalJson(draft.kind.name)},"lane":${lane},"salt":"${salt()}"`
  return { text: `${before}${timeMs}${after}{${unmapped}}}`, openings }
}

interface Frame {
  readonly before: string
  readonly after: string
}

const frames = new Map<string, Frame>()
const MOST_FRAMES = 4096

/** What entries of one kind, outcome, actor and tenant have in common: the text up to the time, and from there to `unmapped`. */
function frameOf({ kind, outcome, actor, tenant }: EntryDraft): Frame {
  const name = `${kind.name}\0${kind.class}\0${kind.activity}\0${outcome}\0${tenant?.id ?? ''}\0${actor}`
  let frame = frames.get(name)
  if (frame === undefined) {
    const metadata = tenant ? { ...METADATA, tenant_uid: tenant.id } : METADATA
    const who = canonicalJson({ user: { uid: actor } })
    const what = `"category_uid":${kind.category},"class_uid":${kind.class},"metadata":${canonicalJson(metadata)}`
    const how = `"severity_id":${outcome === 'success' ? 1 : 3},"status_id":${OUTCOME[outcome]}`
    frame = {
      before: `{"activity_id":${kind.activity},"actor":${who},${what},${how},"time":`,
      after: `,"type_uid":${kind.class * 100 + kind.activity},"unmapped":`,
    }
    if (frames.size >= MOST_FRAMES) frames.clear()
    frames.set(name, frame)
  }
  return frame
}

type Detail = NonNullable<EntryDraft['detail']>

const saidBefore = new WeakMap<Detail, string>()

/** A detail that is frozen, its lists too, is the same each time: an import says one of thousands of records. */
function detailText(detail: Detail): string {
  const before = saidBefore.get(detail)
  if (before !== undefined) return before
  const text = canonicalJson(withoutUndefined(detail))
  if (Object.isFrozen(detail) && Object.values(detail).every(Object.isFrozen)) saidBefore.set(detail, text)
  return text
}

function withoutUndefined(detail: Detail): Record<string, unknown> {
  const kept: Record<string, unknown> = Object.create(null)
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
  const at = draw(n)
  const bytes = Buffer.from(pool.subarray(at, at + n))
  pool.fill(0, at, at + n)
  return bytes
}

function salt(): string {
  const at = draw(16)
  return pool.toString('hex', at, at + 16)
}

function draw(n: number): number {
  if (used + n > pool.length) {
    randomFillSync(pool)
    used = 0
  }
  used += n
  return used - n
}
