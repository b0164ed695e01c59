import { hmac } from '../../keys/index.ts'
import { isAzukariError } from '../../platform/errors.ts'
import type { Caller } from '../../platform/route.ts'
import type { AppliedPolicy, CollectionModel } from '../../policy/index.ts'
import { fieldsOf, openRecord } from '../cells/open-record.ts'
import type { SealedCell } from '../cells/packed-cells.ts'
import { isSlotsOwn } from '../cells/slots-own-error.ts'
import { fieldIndex } from '../fields/field-values.ts'
import { normalise } from '../fields/normalise.ts'
import { findCollection } from '../records/find-collection.ts'
import { checkRecordId, lookupDigest, RECORD_ID } from '../records/record-id.ts'
import { type RevealState, readRevealState } from '../reveal/reveal-state.ts'
import { comparable } from '../search/tags.ts'
import type { VaultDeps } from '../vault-deps.ts'

/** Purpose of the tenant's digest key for data owners; their digests are the same for the tenant's whole life, whatever bucket their records lie in. */
const SUBJECT = 'subject'

/** Keyed digest of a record's id, as the record is stored under. Throws `unknown_collection`, `record_id_invalid`. */
export async function recordDigest(
  deps: VaultDeps,
  tenant: number,
  collection: string,
  id: string,
): Promise<Buffer> {
  const { number } = findCollection(await deps.policy.load(), collection)
  checkRecordId(id)
  return lookupDigest((await deps.keyring.tenant(tenant)).digestKey(RECORD_ID), number, id)
}

/**
 * Keyed digest of a data owner, by the value that the policy finds them by. Undefined where the policy knows no such subject, or nothing in the
 * value can be compared. HMAC-SHA-256 over kind ‖ 0 ‖ normalised value.
 */
export async function subjectDigest(
  deps: VaultDeps,
  tenant: number,
  collection: string,
  kind: string,
  value: string,
): Promise<Buffer | undefined> {
  const applied = await deps.policy.load()
  const key = (await deps.keyring.tenant(tenant)).digestKey(SUBJECT)
  return digestOf(key, applied, findCollection(applied, collection).collection, kind, value)
}

function digestOf(
  key: Uint8Array,
  { model }: AppliedPolicy,
  collection: CollectionModel,
  kind: string,
  value: string,
): Buffer | undefined {
  const name = Object.hasOwn(collection.subjects, kind) ? collection.subjects[kind] : undefined
  const field = name === undefined ? undefined : fieldIndex(collection).get(name)
  const normalised = field && normalise(field, value, model.region)
  return normalised === undefined ? undefined : hmac(key, `${kind}\0${normalised}`)
}

/**
 * Digests of the data owners of records, in the order of the ids; none for a record that is not there or no longer opens. Their values are opened
 * for it and go nowhere.
 */
export async function subjectsOfRecords(
  deps: VaultDeps,
  caller: Caller,
  collectionName: string,
  ids: readonly string[],
): Promise<Buffer[][]> {
  const applied = await deps.policy.load()
  const { collection, number } = findCollection(applied, collectionName)
  const names = Object.values(collection.subjects)
  if (ids.length === 0 || names.length === 0) return ids.map(() => [])
  const tenant = await deps.keyring.tenant(caller.tenant)
  const recordKey = tenant.digestKey(RECORD_ID)
  const slots = ids.map((id) => ({
    caller,
    collectionNumber: number,
    lookup: lookupDigest(recordKey, number, id),
  }))
  const states = await deps.database.of(caller.tenant).tx((tx) => readRevealState(tx, slots))
  const wanted = wantedOf(applied, collection, names)
  const found: Buffer[][] = []
  for (const [i, id] of ids.entries()) {
    const state = states[i]
    const fields = state ? await open(deps, caller.tenant, number, id, state, wanted) : {}
    // Taken anew each time: a key is not kept across an await.
    const key = (await deps.keyring.tenant(caller.tenant)).digestKey(SUBJECT)
    const digests = Object.entries(collection.subjects).flatMap(([kind, name]) => {
      const value = comparable(fields[name])
      const digest = value === undefined ? undefined : digestOf(key, applied, collection, kind, value)
      return digest === undefined ? [] : [digest]
    })
    found.push(digests)
  }
  return found
}

/** Cells of the classes that the subjects' fields have; those from before the present policy whatever their class, as a reveal opens them. */
function wantedOf(applied: AppliedPolicy, collection: CollectionModel, names: readonly string[]) {
  const fields = fieldIndex(collection)
  const classes = new Set(names.map((name) => applied.numbers.class[fields.get(name)?.class ?? ''] ?? 0))
  const since = applied.history.sealedSince[collection.name] ?? applied.version
  return (cell: SealedCell) => classes.has(cell.class) || cell.schema < since
}

async function open(
  deps: VaultDeps,
  tenant: number,
  collection: number,
  id: string,
  state: RevealState,
  wanted: (cell: SealedCell) => boolean,
): Promise<Record<string, unknown>> {
  if (state.id === null) return {}
  const nowMs = Math.max(deps.clock.now(), state.now_ms, state.log_ms)
  const keys = state.keys.filter((key) => key.dueMs === null || key.dueMs > nowMs)
  try {
    const opened = await openRecord(deps, {
      tenant,
      collection,
      record: state.id,
      id,
      cells: state.cells,
      keys,
      wanted,
    })
    return fieldsOf(opened)
  } catch (error) {
    // Gone since it was read, or altered: the reveal that follows says so.
    if (isAzukariError(error, 'key_gone') || isSlotsOwn(error)) return {}
    throw error
  }
}
