import { createSecretKey, type KeyObject } from 'node:crypto'
import { type BucketHandle, open } from '../../keys/index.ts'
import { cellUnreadable } from '../errors.ts'
import type { VaultDeps } from '../vault-deps.ts'
import { cellAad, decodeCell } from './cell.ts'
import { type SealedCell, unpackCells } from './packed-cells.ts'

/** The live key row of one group of a record, as a statement read it. */
export interface LiveKey {
  readonly group: number
  readonly bucket: number
  readonly version: number
  readonly day: number
  readonly dueMs: number | null
  readonly wrapped: Buffer
  /** False when its bucket's key is gone and nothing opens it; absent where the statement asked for keys that open. */
  readonly alive?: boolean
}

export interface OpenInput {
  readonly tenant: number
  readonly collection: number
  readonly record: Buffer
  /** The id that led here: each cell names its own, so that a row under another's digest does not open. */
  readonly id?: string
  readonly cells: Buffer
  readonly keys: readonly LiveKey[]
  /** Which cells to open; all with a live key when absent. */
  readonly wanted?: (cell: SealedCell) => boolean
}

export interface OpenedCell extends SealedCell {
  readonly id: string
  readonly fields: Record<string, unknown>
}

/** Opens the cells whose group has a live key. A cell without one is not an error here: it is gone. Throws `cell_unreadable` when one was altered. */
export async function openRecord(deps: VaultDeps, input: OpenInput): Promise<OpenedCell[]> {
  const opened: OpenedCell[] = []
  const recordKeys = new Map<number, KeyObject>()
  for (const cell of unpackCells(input.cells)) {
    // A mark: what stood here was destroyed.
    if (cell.sealed.length === 0 || input.wanted?.(cell) === false) continue
    const live = input.keys.find((k) => k.group === cell.group)
    if (!live) continue
    let key = recordKeys.get(cell.group)
    if (!key) {
      const found = deps.keyring.bucket(live.bucket, live.version)
      key = unwrap(deps, input, live, found instanceof Promise ? await found : found)
      recordKeys.set(cell.group, key)
    }
    const content = openCell(deps, input, cell, key)
    if (input.id !== undefined && content.id !== input.id)
      throw cellUnreadable('a record stands under an id that is not its own')
    const { class: number, group, version, schema, sealed } = cell
    opened.push({ class: number, group, version, schema, sealed, id: content.id, fields: content.fields })
  }
  return opened
}

/** Fields of cells by name. Two cells hold the same one only across policy versions; the newer counts. */
export function fieldsOf(opened: readonly OpenedCell[]): Record<string, unknown> {
  const inOrder = [...opened].sort((a, b) => a.schema - b.schema || a.version - b.version)
  return Object.assign({}, ...inOrder.map((c) => c.fields))
}

function unwrap(deps: VaultDeps, input: OpenInput, live: LiveKey, bucket: BucketHandle): KeyObject {
  if (bucket.tenant !== input.tenant)
    throw cellUnreadable('a record key stands in the bucket of another tenant')
  const place = { record: input.record, group: live.group, dueMs: live.dueMs }
  const key = deps.keyring.unwrapRecordKey(bucket, place, live.wrapped)
  try {
    return createSecretKey(key)
  } finally {
    key.fill(0)
  }
}

function openCell(deps: VaultDeps, input: OpenInput, cell: SealedCell, key: KeyObject) {
  const { class: classNumber, version, schema } = cell
  const { tenant, collection, record } = input
  const aad = cellAad({
    environment: deps.environment,
    tenant,
    collection,
    record,
    class: classNumber,
    version,
    schema,
  })
  let plaintext: Buffer
  try {
    plaintext = open(key, cell.sealed, aad)
  } catch (cause) {
    throw cellUnreadable('a cell was altered, or stands where it does not belong', { cause })
  }
  try {
    return decodeCell(plaintext)
  } finally {
    plaintext.fill(0)
  }
}
