import type { Entries, EntryDraft } from '../../audit/index.ts'
import { entryBy } from '../../identity/index.ts'
import type { AzukariError } from '../../platform/errors.ts'
import { recordPut, recordsUnchanged } from '../events.ts'
import type { PutSlot } from '../put/put-slot.ts'

type Detail = NonNullable<EntryDraft['detail']>

/** One object for all lines of a batch that it is true of: a decision is made once for all records with the same fields. */
const created = new WeakMap<PutSlot['verdict'], Detail>()

/** Version 1 of a record was stored, or a later one. */
export function noteStored(entries: Entries, slot: PutSlot, version: number, record: Buffer): void {
  let detail = version === 1 ? created.get(slot.verdict) : undefined
  if (detail === undefined || detail['request'] !== slot.input.requestId) {
    detail = Object.freeze({ version, created: version === 1, ...saidOf(slot) })
    if (version === 1) created.set(slot.verdict, detail)
  }
  add(entries, slot, 'success', detail, record)
}

export function noteRefused(entries: Entries, slot: PutSlot, error: AzukariError, record?: Buffer): void {
  const { clause } = error.extra
  const reason = { reason: error.code, ...(typeof clause === 'string' ? { clause } : {}) }
  add(entries, slot, 'failure', { ...reason, ...saidOf(slot) }, record)
}

const saidOf = ({ verdict, input, applied, collection }: PutSlot): Detail => ({
  collection: collection.name,
  policy: applied.version,
  fields: Object.freeze(Object.keys(input.fields)),
  grant: verdict.allow ? verdict.grant : undefined,
  request: input.requestId,
})

function add(
  entries: Entries,
  { caller }: PutSlot,
  outcome: EntryDraft['outcome'],
  detail: Detail,
  record?: Buffer,
): void {
  entries.add({ kind: recordPut, outcome, ...entryBy(caller, record ? { record } : {}), detail })
}

/** One entry for all that a caller sent and that changed nothing: that it was the same is an answer about values too. */
export function noteUnchanged(
  entries: Entries,
  same: readonly { readonly slot: PutSlot; readonly record: Buffer }[],
): void {
  const [first] = same
  if (!first) return
  const { caller, verdict, applied, collection, input } = first.slot
  entries.add({
    kind: recordsUnchanged,
    outcome: 'success',
    ...entryBy(caller, { records: Buffer.concat(same.map(({ record }) => record)) }),
    detail: {
      records: same.length,
      collection: collection.name,
      policy: applied.version,
      grant: verdict.allow ? verdict.grant : undefined,
      request: input.requestId,
    },
  })
}
