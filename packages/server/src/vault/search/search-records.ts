import type { LogPromise } from '@azukari/proof'
import type { CaseUse } from '../../access/index.ts'
import type { Tx } from '../../platform/db.ts'
import type { Caller } from '../../platform/route.ts'
import { type LiveKey, openRecord } from '../cells/open-record.ts'
import { isSlotsOwn } from '../cells/slots-own-error.ts'
import { auditedAct } from '../decide/audited-act.ts'
import { decideAndAct, type Prepared } from '../decide/prepare-access.ts'
import { fieldsInvalid, isOneOf, searchCapReached, searchNotAllowed } from '../errors.ts'
import { recordsSearched } from '../events.ts'
import { fieldIndex } from '../fields/field-values.ts'
import { NORMALISER_VERSION, normalise } from '../fields/normalise.ts'
import type { VaultDeps } from '../vault-deps.ts'
import { takeSearch } from './search-cap.ts'
import { comparable, tagOf } from './tags.ts'

export interface SearchInput {
  readonly collection: string
  readonly field: string
  readonly equals: string
  readonly purpose: string | undefined
  /** The case that a person names, and whether a use of it was taken: `searchByStaff` sees to both. */
  readonly caseId?: string | undefined
  readonly caseUse?: CaseUse | undefined
}

export interface SearchResult {
  readonly ids: readonly string[]
  /** True when there are more than were answered. */
  readonly more: boolean
  readonly promise: LogPromise
}

const MOST = 1000

interface Found extends LiveKey {
  readonly id: Buffer
  readonly cells: Buffer
  readonly now_ms: number
  readonly log_ms: number
}

// Each step is forced to go by key from the step before (OFFSET 0 keeps the planner from turning a lateral join round): where tables have no statistics
// yet, as after a crash, it would walk every record. Only records with a live key of the very group and bucket the tag was made for: what is destroyed is not found, nor
// what is in a bucket whose key is gone, although this program may still hold it. The group is the tag's own: under
// another version of the policy the field's may be another.
const FIND = {
  name: 'vault-search',
  text: `
    WITH found AS MATERIALIZED (
      SELECT t.tenant, t.record, t.bucket, t.grp FROM unnest($1::bigint[], $2::bytea[]) AS q(bucket, tag)
      JOIN vault.tag t ON t.bucket = q.bucket AND t.field = $3 AND t.tag = q.tag AND t.tenant = $4
      WHERE EXISTS (SELECT FROM keys.bucket_key b WHERE b.bucket = q.bucket)
    )
    SELECT r.id, r.cells, k.grp AS "group", k.day, k.bucket, k.bucket_version AS version, k.due_ms AS "dueMs", k.wrapped,
           (SELECT platform.now_ms()) AS now_ms,
           coalesce((SELECT signed_ms FROM audit.checkpoint ORDER BY size DESC LIMIT 1), 0) AS log_ms
    FROM found t
    JOIN LATERAL (SELECT id, cells, days, collection FROM vault.record WHERE tenant = t.tenant AND id = t.record OFFSET 0) r
      ON r.collection = $5
    JOIN LATERAL (
      SELECT * FROM keys.record_key
      WHERE tenant = t.tenant AND record = t.record AND grp = t.grp AND day = ANY(r.days) AND bucket = t.bucket
        AND EXISTS (SELECT FROM keys.bucket_key b WHERE b.bucket = record_key.bucket AND b.version = record_key.bucket_version) OFFSET 0
    ) k ON true
    ORDER BY r.id
    LIMIT ${MOST + 1}`,
}

/**
 * Ids of the records whose field equals a value, compared in normalised form. Throws `search_not_allowed` (the policy does not make the field
 * searchable), `fields_invalid` (nothing comparable in the value), `access_denied`, `search_cap_reached`.
 */
export async function searchRecords(
  deps: VaultDeps,
  caller: Caller,
  input: SearchInput,
): Promise<SearchResult> {
  const { collection, field, purpose, caseId, caseUse } = input
  const question = { collection, action: 'search' as const, fields: [field], purpose, caseId, caseUse }
  return await decideAndAct(deps, caller, question, async (prepared) => {
    const detail = {
      fields: [fieldOf(prepared, field).name],
      purpose: prepared.verdict.allow ? purpose : undefined,
      case: prepared.verdict.allow ? caseId : undefined,
    }
    const done = await auditedAct(deps, prepared, recordsSearched, detail, async (tx) => {
      try {
        const value = await find(deps, tx, prepared, input)
        return { kind: 'done', value, detail: { found: value.ids.length } }
      } catch (error) {
        if (isSlotsOwn(error) || isOneOf(error, searchCapReached)) return { kind: 'refused', error }
        throw error
      }
    })
    return done && { ...done.value, promise: done.promise }
  })
}

function fieldOf(prepared: Prepared, name: string) {
  const field = fieldIndex(prepared.collection).get(name)
  if (!field)
    throw fieldsInvalid(`${prepared.collection.name} has no such field`, { where: { pointer: '/field' } })
  if (field.search !== 'exact') {
    throw searchNotAllowed(`${field.name} is not searchable under the policy`, {
      where: { pointer: '/field' },
    })
  }
  return field
}

async function find(
  deps: VaultDeps,
  tx: Tx,
  prepared: Prepared,
  input: SearchInput,
): Promise<Pick<SearchResult, 'ids' | 'more'>> {
  const { applied, caller, collection, collectionNumber } = prepared
  const field = fieldOf(prepared, input.field)
  const { region } = applied.model
  const value = normalise(field, input.equals, region)
  if (value === undefined) {
    const fix = 'at least two characters; an e-mail address or phone number whole'
    throw fieldsInvalid('nothing comparable in it', { where: { pointer: '/equals' }, fix })
  }
  const number = applied.numbers.field[`${collection.name}/${field.name}`] as number
  await takeSearch(deps, tx, prepared, number, value)
  const buckets = await deps.keyring.liveBuckets(caller.tenant)
  const found = await tx.query<Found>(FIND, [
    buckets.map((b) => b.bucket),
    buckets.map((b) => tagOf(deps.keyring.searchKey(b, number, NORMALISER_VERSION), value)),
    number,
    caller.tenant,
    collectionNumber,
  ])
  const ids: string[] = []
  for (const row of found.slice(0, MOST)) {
    if (row.dueMs !== null && row.dueMs <= Math.max(deps.clock.now(), row.now_ms, row.log_ms)) continue
    const opened = await openRecord(deps, {
      tenant: caller.tenant,
      collection: collectionNumber,
      record: row.id,
      cells: row.cells,
      keys: [row],
    })
    // A tag of 128 bits may collide; the value itself decides.
    const cell = opened.find((c) => Object.hasOwn(c.fields, field.name))
    const stored = comparable(cell?.fields[field.name])
    if (cell && stored !== undefined && normalise(field, stored, region) === value) ids.push(cell.id)
  }
  return { ids, more: found.length > MOST }
}
