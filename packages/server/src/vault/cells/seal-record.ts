import { createSecretKey } from 'node:crypto'
import { type BucketHandle, newKey, seal } from '../../keys/index.ts'
import type { GroupModel } from '../../policy/index.ts'
import { type Bound, boundDue } from '../clocks/bound-due.ts'
import type { EventTimes } from '../clocks/clocks.ts'
import type { Fields } from '../fields/field-values.ts'
import { NORMALISER_VERSION } from '../fields/normalise.ts'
import { tagInputs, tagOf } from '../search/tags.ts'
import type { VaultDeps } from '../vault-deps.ts'
import { cellAad } from './cell.ts'
import { groupDigest, withEncodedGroup } from './encode-group.ts'
import { type CellToBe, groupsToBe } from './group-plan.ts'
import type { SealedCell } from './packed-cells.ts'

export interface KeyRow {
  readonly group: number
  readonly day: number
  readonly bucket: number
  readonly bucketVersion: number
  readonly dueMs: number | null
  readonly wrapped: Buffer
  /** Of what the group was made from, where it was asked for. */
  readonly digest: Buffer | undefined
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
  /** Whether the keys get digests, as those of an import do. */
  readonly digests?: boolean
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
  const cells: SealedCell[] = []
  const keys: KeyRow[] = []
  const buckets = new Map<string, PlacedClass>()
  for (const { group, cells: toBe } of groupsToBe(input.applied, input.collection, input.id, input.fields)) {
    const dueMs = boundDue(input, group.model, input.events)
    const found = bucketOf(deps, input.tenant, group.model, dueMs)
    const bucket = found instanceof Promise ? await found : found
    keys.push(sealGroup(deps, input, group.number, bucket, dueMs, toBe, cells))
    for (const cell of toBe) buckets.set(cell.class.name, { bucket, group: group.number })
  }
  return { cells, keys, tags: tagRows(deps, input, buckets), schema: input.applied.version }
}

/** Adds the group's cells; answers the row of its key. */
function sealGroup(
  deps: VaultDeps,
  input: SealInput,
  group: number,
  bucket: BucketHandle,
  dueMs: number | null,
  toBe: readonly CellToBe[],
  cells: SealedCell[],
): KeyRow {
  const { record, applied, cellVersion: version } = input
  const schema = applied.version
  const recordKey = newKey()
  const object = createSecretKey(recordKey)
  const digest = withEncodedGroup({ record, schema, cells: toBe }, (encoded) => {
    for (let i = 0; i < toBe.length; i++) {
      const { number } = (toBe[i] as CellToBe).class
      const aad = cellAad({
        environment: deps.environment,
        tenant: input.tenant,
        collection: input.collectionNumber,
        record,
        class: number,
        version,
        schema,
      })
      const sealed = seal(object, encoded.plaintexts[i] as Buffer, aad)
      cells.push({ class: number, group, version, schema, sealed })
    }
    return input.digests ? groupDigest(deps.keyring, bucket, encoded) : undefined
  })
  const wrapped = deps.keyring.wrapRecordKey(bucket, { record, group, dueMs }, recordKey)
  recordKey.fill(0)
  const { day, bucket: number, version: bucketVersion } = bucket
  return { group, day, bucket: number, bucketVersion, dueMs, wrapped, digest }
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
