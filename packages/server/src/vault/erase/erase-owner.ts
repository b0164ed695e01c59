import { setTimeout as sleep } from 'node:timers/promises'
import type { LogPromise } from '@azukari/proof'
import type { Entries } from '../../audit/index.ts'
import { entryBy } from '../../identity/index.ts'
import { hmac } from '../../keys/index.ts'
import type { Caller } from '../../platform/route.ts'
import type { Detail } from '../decide/audited-act.ts'
import { decideAndAct, denied, type Prepared, stillStands } from '../decide/prepare-access.ts'
import { busyRecord, fieldsInvalid, subjectUnknown } from '../errors.ts'
import { ownerErased } from '../events.ts'
import { fieldIndex } from '../fields/field-values.ts'
import { NORMALISER_VERSION, normalise } from '../fields/normalise.ts'
import { subjectNumber, tagOf } from '../search/tags.ts'
import type { VaultDeps } from '../vault-deps.ts'
import { type ErasedBatch, eraseBatch, type KeptKeys, type OwnerTags } from './erase-batch.ts'
import { erasableGroups, type Survivor, survivorsOf } from './owner-groups.ts'

export type { Survivor } from './owner-groups.ts'

export interface EraseInput {
  readonly collection: string
  /** Kind of data owner, as the policy names them: `buyer`. */
  readonly subject: string
  /** The value that finds them, such as an e-mail address. */
  readonly equals: string
  readonly requestId?: string | undefined
}

export interface EraseResult {
  /** Records of which something was erased; of `forgotten` of them nothing is left. */
  readonly records: number
  readonly forgotten: number
  readonly survives: readonly Survivor[]
  readonly unreadableSinceMs: number
  /** For the entry of the last batch. */
  readonly promise: LogPromise
}

export interface EraseOptions {
  /** Records in one transaction. */
  readonly batch?: number
}

const BATCH = 1000
const PASSES = 20
const PAUSE_MS = 50
/** What names the owner in entries, committed to: not the tag that is searched by, which dies with its bucket. */
const OWNER = 'owner'

class Totals {
  records = 0
  forgotten = 0
  readonly kept = new Map<string, KeptKeys>()

  add(done: ErasedBatch): void {
    this.records += done.records.length
    this.forgotten += done.forgotten
    for (const k of done.kept) {
      const of = this.kept.get(`${k.grp}/${k.day}`)
      const until = of?.until === null || k.until === null ? null : Math.max(of?.until ?? 0, k.until)
      this.kept.set(`${k.grp}/${k.day}`, { ...k, records: k.records + (of?.records ?? 0), until })
    }
  }
}

/**
 * Erases a data owner from a collection: the keys of everything personal in their records, except what the law retains or is on hold, which is listed
 * with the reason and the end. In batches, each a transaction with its entry: killed between two, or called again, it goes on with what is left, and
 * what was erased stays so. Throws `access_denied`, `subject_unknown`, `fields_invalid`, `record_busy` (others keep holding some: call it again).
 */
export async function eraseOwner(
  deps: VaultDeps,
  caller: Caller,
  input: EraseInput,
  options: EraseOptions = {},
): Promise<EraseResult> {
  const question = { collection: input.collection, action: 'erase-owner' as const, fields: [] }
  const totals = new Totals()
  return await decideAndAct(deps, caller, question, async (prepared) => {
    if (!prepared.verdict.allow) return await refuse(deps, prepared, input)
    totals.kept.clear()
    return await passes(deps, prepared, input, totals, options.batch ?? BATCH)
  })
}

/** Undefined when the decision has to be made again. */
async function passes(
  deps: VaultDeps,
  prepared: Prepared,
  input: EraseInput,
  totals: Totals,
  size: number,
): Promise<EraseResult | undefined> {
  const field = subjectField(prepared, input.subject)
  const value = normalise(field.model, input.equals, prepared.applied.model.region)
  if (value === undefined)
    throw fieldsInvalid('nothing comparable in it', { where: { pointer: '/equals' }, fix: 'the whole value' })
  const people = { owner: await ownerDigest(deps, prepared, input.subject, value) }
  for (let pass = 1; ; pass++) {
    let busy = 0
    let after: Buffer = Buffer.alloc(0)
    totals.kept.clear()
    for (;;) {
      const owner = await ownerTags(deps, prepared, field.number, value)
      const done = await oneBatch(deps, prepared, input, owner, after, size, people)
      if (done === undefined) return undefined
      totals.add(done.batch)
      busy += done.batch.busy
      if (done.batch.last === undefined) {
        if (busy > 0) break
        const { records, forgotten, kept } = totals
        const survives = survivorsOf(prepared.applied, prepared.collection, [...kept.values()])
        return { records, forgotten, survives, unreadableSinceMs: done.nowMs, promise: done.promise }
      }
      after = done.batch.last
    }
    if (pass === PASSES) throw busyRecord(`${busy} keys are held by others`, { fix: 'call it again' })
    await sleep(PAUSE_MS)
  }
}

/**
 * Commit point: before it a crash leaves the batch as it was; after it its keys and tags are gone and the entry says so. The last batch finds nothing,
 * and its entry says that the owner was gone through to the end.
 */
async function oneBatch(
  deps: VaultDeps,
  prepared: Prepared,
  input: EraseInput,
  owner: OwnerTags,
  after: Buffer,
  size: number,
  people: Readonly<Record<string, Uint8Array>>,
) {
  const nowMs = deps.clock.now()
  const erasable = erasableGroups(prepared.applied, prepared.collection)
  const audited = await deps.writer.transaction(prepared.caller.tenant, async (tx, entries) => {
    if (!(await stillStands(tx, prepared))) return undefined
    const batch = await eraseBatch(tx, owner, erasable, after, size, nowMs)
    const { records, keys, forgotten } = batch
    const ended = batch.last === undefined
    const detail = { subject: input.subject, records: records.length, forgotten, keys, ended }
    const named = ended ? people : { ...people, records: Buffer.concat(records) }
    note(entries, prepared, input, 'success', detail, named)
    return batch
  })
  const batch = audited.value
  return batch && { batch, nowMs, promise: audited.promise(0) }
}

function note(
  entries: Entries,
  prepared: Prepared,
  input: EraseInput,
  outcome: 'success' | 'failure',
  detail: Detail,
  people: Readonly<Record<string, Uint8Array>> = {},
): void {
  const { verdict, applied, collection, caller } = prepared
  const clauses = Object.entries(applied.model.clauses).flatMap(([id, clause]) =>
    clause.controls.includes('vault.erase-owner') ? [id] : [],
  )
  entries.add({
    kind: ownerErased,
    outcome,
    ...entryBy(caller, people),
    detail: {
      ...detail,
      collection: collection.name,
      policy: applied.version,
      grant: verdict.allow ? verdict.grant : undefined,
      clauses,
      request: input.requestId,
    },
  })
}

async function refuse(deps: VaultDeps, prepared: Prepared, input: EraseInput): Promise<undefined> {
  const { verdict } = prepared
  if (verdict.allow) return undefined
  const error = denied(verdict)
  const audited = await deps.writer.transaction(prepared.caller.tenant, async (tx, entries) => {
    if (!(await stillStands(tx, prepared))) return false
    note(entries, prepared, input, 'failure', { reason: error.code, clause: verdict.clause })
    return true
  })
  if (audited.value) throw error
}

function subjectField({ applied, collection }: Prepared, subject: string) {
  const name = Object.hasOwn(collection.subjects, subject) ? collection.subjects[subject] : undefined
  const model = name === undefined ? undefined : fieldIndex(collection).get(name)
  // A searchable field's own tags find its subjects too.
  const number =
    model?.search === 'exact'
      ? applied.numbers.field[`${collection.name}/${model.name}`]
      : subjectNumber(applied, collection, subject)
  if (!model || number === undefined) {
    const fix = `one of: ${Object.keys(collection.subjects).join(', ')}`
    throw subjectUnknown(`${collection.name} has no such subject`, { where: { pointer: '/subject' }, fix })
  }
  return { model, number }
}

async function ownerTags(
  deps: VaultDeps,
  prepared: Prepared,
  field: number,
  value: string,
): Promise<OwnerTags> {
  const { caller } = prepared
  const buckets = await deps.keyring.liveBuckets(caller.tenant)
  return {
    tenant: caller.tenant,
    field,
    buckets: buckets.map((b) => b.bucket),
    tags: buckets.map((b) => tagOf(deps.keyring.searchKey(b, field, NORMALISER_VERSION), value)),
  }
}

async function ownerDigest(
  deps: VaultDeps,
  prepared: Prepared,
  subject: string,
  value: string,
): Promise<Buffer> {
  const tenant = await deps.keyring.tenant(prepared.caller.tenant)
  return hmac(tenant.digestKey(OWNER), `${prepared.collection.name}\0${subject}\0${value}`).subarray(0, 16)
}
