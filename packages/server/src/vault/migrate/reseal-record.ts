import { isAzukariError } from '../../platform/errors.ts'
import type { AppliedPolicy, CollectionModel } from '../../policy/index.ts'
import { fieldsOf, type OpenedCell, openRecord } from '../cells/open-record.ts'
import { sealRecord } from '../cells/seal-record.ts'
import { isSlotsOwn } from '../cells/slots-own-error.ts'
import { type Fields, fieldIndex } from '../fields/field-values.ts'
import type { Held } from '../records/hold-record.ts'
import type { VaultDeps } from '../vault-deps.ts'
import type { BehindRecord } from './hold-behind.ts'
import type { Resealed } from './write-resealed.ts'

/**
 * Opens what is live of a record and seals it anew under the policy in force. Undefined for one that has to wait: something of it is due (only the
 * sweep destroys), or a cell does not open. Nothing is written.
 */
export async function resealRecord(
  deps: VaultDeps,
  applied: AppliedPolicy,
  record: BehindRecord,
  held: Held,
): Promise<Resealed | undefined> {
  if (held.due.length > 0) return undefined
  const collection = collectionOf(applied, record.collection)
  if (!collection) return undefined
  const { tenant, id, cells, events, born } = record
  try {
    const opened = await openRecord(deps, {
      tenant,
      collection: record.collection,
      record: id,
      cells,
      keys: held.live,
    })
    const [first] = opened
    if (!first) return { record, held, sealed: undefined }
    const { zone } = await deps.keyring.tenant(tenant)
    const sealed = await sealRecord(deps, {
      tenant,
      zone,
      applied,
      collection,
      collectionNumber: record.collection,
      record: id,
      id: first.id,
      fields: keepable(applied, collection, fieldsOf(opened) as Fields, held),
      events,
      born,
      promised: promisedBy(applied, collection, record, opened, held),
      cellVersion: held.cellVersion,
    })
    return { record, held, sealed }
  } catch (error) {
    // It stays as it is, and is counted as behind for as long as it does.
    if (isSlotsOwn(error) || isAzukariError(error, 'key_gone')) return undefined
    throw error
  }
}

const collectionOf = ({ model, numbers }: AppliedPolicy, number: number): CollectionModel | undefined =>
  Object.values(model.collections).find((c) => numbers.collection[c.name] === number)

/** Without what the policy no longer has, and what would go where the record's own was destroyed: there it would be past its end. */
function keepable(
  { numbers }: AppliedPolicy,
  collection: CollectionModel,
  fields: Fields,
  { ended }: Held,
): Fields {
  const index = fieldIndex(collection)
  const isEnded = (cls: string) => {
    const group = collection.groups.find((g) => g.classes.includes(cls))
    return (
      ended.classes.has(numbers.class[cls] ?? 0) ||
      ended.groups.has(numbers.group[`${collection.name}/${group?.key}`] ?? 0)
    )
  }
  return Object.fromEntries(
    Object.entries(fields).filter(([name]) => {
      const field = index.get(name)
      return field !== undefined && !isEnded(field.class)
    }),
  )
}

/** Deadlines that the stored keys carry, by class, except where a longer period was accepted since. */
function promisedBy(
  { history, numbers }: AppliedPolicy,
  collection: CollectionModel,
  { schema }: BehindRecord,
  opened: readonly OpenedCell[],
  held: Held,
): Map<string, number> {
  const promised = new Map<string, number>()
  for (const cls of new Set(collection.fields.map((f) => f.class))) {
    if ((history.rules[`${collection.name}/${cls}`]?.acceptedAt ?? 0) > schema) continue
    const cell = opened.find((c) => c.class === numbers.class[cls])
    const dueMs = held.live.find((key) => key.group === cell?.group)?.dueMs
    if (cell && typeof dueMs === 'number') promised.set(cls, dueMs)
  }
  return promised
}
