import { OCSF } from '../../audit/index.ts'

export interface UseCount {
  uses: number
  lastMs: number
  readonly fields: Set<string>
  readonly purposes: Set<string>
}

/** By tenant id, then by grant or assignment; by tenant id, then by case ('' for none). */
export interface Counts {
  readonly uses: Map<string, Map<string, UseCount>>
  readonly sights: Map<string, Map<string, UseCount>>
}

export const newCounts = (): Counts => ({ uses: new Map(), sights: new Map() })

interface Event {
  readonly time: number
  readonly class_uid: number
  readonly status_id: number
  readonly actor?: { readonly user?: { readonly uid?: string } }
  /** Whatever stands in the log is read: none of it is taken for granted. */
  readonly metadata?: { readonly tenant_uid?: string }
  readonly unmapped?: { readonly event: string; readonly detail?: Readonly<Record<string, unknown>> }
}

const SUCCESS = 1
const SHOWS = new Set(['record.revealed', 'records.searched'])

/**
 * Counts one entry of the log. What was done to records names the grant it was done by; what staff were shown counts apart, by the case that the
 * entry names. A value that was masked is not counted as shown: whether its mask shows characters, the entry of the reveal says.
 */
export function countEntry(counts: Counts, bytes: Uint8Array): void {
  const event = parse(bytes)
  const tenant = event?.metadata?.tenant_uid
  if (event === undefined || tenant === undefined || event.status_id !== SUCCESS) return
  if (event.class_uid !== OCSF.datastoreActivity.class) return
  const { event: name, detail } = event.unmapped ?? {}
  if (name === undefined || detail === undefined) return
  const { grant, fields, purpose, masked, case: caseId } = detail
  if (typeof grant === 'string' && grant !== 'operator')
    note(counts.uses, tenant, grant, event.time, fields, purpose)
  if (SHOWS.has(name) && event.actor?.user?.uid === 'person' && masked !== true) {
    note(counts.sights, tenant, typeof caseId === 'string' ? caseId : '', event.time)
  }
}

function parse(bytes: Uint8Array): Event | undefined {
  try {
    return JSON.parse(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('utf8')) as Event
  } catch {
    // The log's own checks tell what is no entry.
    return undefined
  }
}

function note(
  into: Map<string, Map<string, UseCount>>,
  tenant: string,
  name: string,
  timeMs: number,
  fields?: unknown,
  purpose?: unknown,
): void {
  let names = into.get(tenant)
  if (names === undefined) {
    names = new Map()
    into.set(tenant, names)
  }
  let count = names.get(name)
  if (count === undefined) {
    count = { uses: 0, lastMs: 0, fields: new Set(), purposes: new Set() }
    names.set(name, count)
  }
  count.uses++
  count.lastMs = Math.max(count.lastMs, timeMs)
  if (Array.isArray(fields))
    for (const field of fields) if (typeof field === 'string') count.fields.add(field)
  if (typeof purpose === 'string') count.purposes.add(purpose)
}
