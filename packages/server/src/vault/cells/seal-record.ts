import { createSecretKey, type KeyObject } from 'node:crypto'
import { type BucketHandle, newKey, seal } from '../../keys/index.ts'
import type { GroupModel } from '../../policy/index.ts'
import { type Bound, boundDue } from '../clocks/bound-due.ts'
import type { EventTimes } from '../clocks/clocks.ts'
import type { Fields } from '../fields/field-values.ts'
import { fieldIndex } from '../fields/field-values.ts'
import { NORMALISER_VERSION } from '../fields/normalise.ts'
import { tagInputs, tagOf } from '../search/tags.ts'
import type { VaultDeps } from '../vault-deps.ts'
import { type CellFields, cellAad, encodeCell } from './cell.ts'
import type { SealedCell } from './packed-cells.ts'

export interface KeyRow {
  readonly group: number
  readonly day: number
  readonly bucket: number
  readonly bucketVersion: number
  readonly dueMs: number | null
  readonly wrapped: Buffer
}

export interface TagRow {
  readonly bucket: number
  readonly group: number
  readonly field: number
  readonly tag: Buffer
}

export interface SealedRecord {
  readonly cells: readonly SealedCell[]
  readonly keys: readonly KeyRow[]
  readonly tags: readonly TagRow[]
  /** Policy version it is sealed under. */
  readonly schema: number
}

export interface SealInput extends Bound {
  readonly tenant: number
  readonly collectionNumber: number
  readonly record: Buffer
  readonly id: string
  readonly fields: Fields
  readonly events: EventTimes
  /** Version of each cell: one more than the last write of its class, 1 for a new record. */
  readonly cellVersion: number
}

interface PlacedClass {
  readonly bucket: BucketHandle
  readonly group: number
}

/**
 * Encrypts a record: its fields by class into cells, a fresh random key for each group of cells that die together, wrapped by the bucket of the day
 * on which the group is due, and the tags it can be found by. Nothing is written here.
 */
export async function sealRecord(deps: VaultDeps, input: SealInput): Promise<SealedRecord> {
  const byClass = fieldsByClass(input)
  const cells: SealedCell[] = []
  const keys: KeyRow[] = []
  const buckets = new Map<string, PlacedClass>()
  for (const group of input.collection.groups) {
    const classes = group.classes.filter((c) => byClass.has(c))
    if (classes.length === 0) continue
    const number = input.applied.numbers.group[`${input.collection.name}/${group.key}`] as number
    const dueMs = boundDue(input, group, input.events)
    const found = bucketOf(deps, input.tenant, group, dueMs)
    const bucket = found instanceof Promise ? await found : found
    const recordKey = newKey()
    const object = createSecretKey(recordKey)
    for (const name of classes) {
      cells.push(sealCell(deps, input, object, number, name, byClass.get(name) as CellFields))
      buckets.set(name, { bucket, group: number })
    }
    const wrapped = deps.keyring.wrapRecordKey(
      bucket,
      { record: input.record, group: number, dueMs },
      recordKey,
    )
    recordKey.fill(0)
    keys.push({
      group: number,
      day: bucket.day,
      bucket: bucket.bucket,
      bucketVersion: bucket.version,
      dueMs,
      wrapped,
    })
  }
  return { cells, keys, tags: tagRows(deps, input, buckets), schema: input.applied.version }
}

/** The bucket a group's key is wrapped in: of the day it is due, or the open one while nothing sets an end. */
export function bucketOf(
  deps: VaultDeps,
  tenant: number,
  group: GroupModel,
  dueMs: number | null,
): BucketHandle | Promise<BucketHandle> {
  if (dueMs === null) return deps.keyring.openBucket(tenant)
  return group.retention?.bucket === 'law'
    ? deps.keyring.lawBucket(tenant, dueMs)
    : deps.keyring.dayBucket(tenant, dueMs)
}

function fieldsByClass(input: SealInput): Map<string, Record<string, unknown>> {
  const index = fieldIndex(input.collection)
  const byClass = new Map<string, Record<string, unknown>>()
  for (const name of Object.keys(input.fields)) {
    const field = index.get(name)
    if (!field) continue
    const fields = byClass.get(field.class) ?? {}
    fields[name] = input.fields[name]
    byClass.set(field.class, fields)
  }
  return byClass
}

function sealCell(
  deps: VaultDeps,
  input: SealInput,
  recordKey: KeyObject,
  group: number,
  className: string,
  fields: CellFields,
): SealedCell {
  const place = {
    environment: deps.environment,
    tenant: input.tenant,
    collection: input.collectionNumber,
    record: input.record,
    class: input.applied.numbers.class[className] as number,
    version: input.cellVersion,
    schema: input.applied.version,
  }
  const plaintext = encodeCell(input.id, fields)
  const sealed = seal(recordKey, plaintext, cellAad(place))
  plaintext.fill(0)
  return { class: place.class, group, version: place.version, schema: place.schema, sealed }
}

function tagRows(deps: VaultDeps, input: SealInput, placed: Map<string, PlacedClass>): TagRow[] {
  const rows: TagRow[] = []
  for (const { field, class: className, value } of tagInputs(input.applied, input.collection, input.fields)) {
    const place = placed.get(className)
    if (!place) continue
    const { bucket, group } = place
    const key = deps.keyring.searchKey(bucket, field, NORMALISER_VERSION)
    rows.push({ bucket: bucket.bucket, group, field, tag: tagOf(key, value) })
  }
  return rows
}
