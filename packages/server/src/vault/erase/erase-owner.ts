import { setTimeout as sleep } from 'node:timers/promises'
import type { LogPromise } from '@azukari/proof'
import type { Entries } from '../../audit/index.ts'
import { entryBy } from '../../identity/index.ts'
import { isHeldByOthers, waitBriefly } from '../../platform/brief-wait.ts'
import type { Caller } from '../../platform/route.ts'
import type { Detail } from '../decide/audited-act.ts'
import { decideAndAct, denied, type Prepared, stillStands } from '../decide/prepare-access.ts'
import { busyRecord, fieldsInvalid } from '../errors.ts'
import { ownerErased } from '../events.ts'
import { normalise } from '../fields/normalise.ts'
import { clearGone } from '../forget/clear-gone.ts'
import type { VaultDeps } from '../vault-deps.ts'
import { type ErasedBatch, eraseBatch, type OwnerTags } from './erase-batch.ts'
import { ownerDigest, ownerTags, subjectField } from './find-owner.ts'
import { erasableGroups, type Survivor, survivorsOf } from './owner-groups.ts'
import { idsOf, type KeptKeys, type Left, whatIsLeft } from './what-is-left.ts'

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

const BATCH = 20_000
const PASSES = 20
const PAUSE_MS = 50
/** Rows of destroyed keys, 2,000 keys each, that are cleared in one transaction. */
const CLEAR_ROWS = 2

class Totals {
  records = 0
  forgotten = 0
  keys = 0
  unreadableSinceMs = 0
  readonly kept = new Map<string, KeptKeys>()

  add(batch: ErasedBatch, left: Left): void {
    this.records += batch.records.length / 16
    this.forgotten += idsOf(batch.records).filter((id) => !left.records.has(id)).length
    for (const k of left.kept) {
      const of = this.kept.get(`${k.grp}/${k.day}`)
      const until = of?.until === null || k.until === null ? null : Math.max(of?.until ?? 0, k.until)
      this.kept.set(`${k.grp}/${k.day}`, { ...k, records: k.records + (of?.records ?? 0), until })
    }
  }
}

/**
 * Erases a data owner from a collection: the keys of everything personal in their records, except what the law retains or is on hold, which is listed
 * with the reason and the end. Keys first, in batches, each a transaction with its entry: what a batch erased is unreadable and not found from its commit
 * on. Then tags and records are cleared away. Killed between two, or called again, it goes on with what is left; what is erased and not cleared the sweep
 * clears. Throws `access_denied`, `subject_unknown`, `fields_invalid`, `record_busy` (others keep holding some: call it again).
 */
export async function eraseOwner(
  deps: VaultDeps,
  caller: Caller,
  input: EraseInput,
  options: EraseOptions = {},
): Promise<EraseResult> {
  const question = { collection: input.collection, action: 'erase-owner' as const, fields: [] }
  const totals = new Totals()
  const done = await decideAndAct(deps, caller, question, async (prepared) => {
    if (!prepared.verdict.allow) return await refuse(deps, prepared, input)
    return await passes(deps, prepared, input, totals, options.batch ?? BATCH)
  })
  await clear(deps, caller.tenant, totals.keys)
  return done
}

/** Undefined when the decision has to be made again. */
async function passes(
  deps: VaultDeps,
  prepared: Prepared,
  input: EraseInput,
  totals: Totals,
  limit: number,
): Promise<EraseResult | undefined> {
  const { tenant } = prepared.caller
  const field = subjectField(prepared, input.subject)
  const value = normalise(field.model, input.equals, prepared.applied.model.region)
  if (value === undefined)
    throw fieldsInvalid('nothing comparable in it', { where: { pointer: '/equals' }, fix: 'the whole value' })
  const people = { owner: await ownerDigest(deps, prepared, input.subject, value) }
  const erasable = erasableGroups(prepared.applied, prepared.collection)
  for (let pass = 1; ; pass++) {
    let busy = 0
    let after: Buffer = Buffer.alloc(0)
    totals.kept.clear()
    for (;;) {
      const owner = await ownerTags(deps, prepared, field.number, value)
      const done = await eraseNext(deps, prepared, input, { owner, erasable, after, limit, people, busy })
      if (done === undefined) return undefined
      const { batch, promise } = done
      if (batch.keys > 0 || totals.unreadableSinceMs === 0) totals.unreadableSinceMs = deps.clock.now()
      totals.keys += batch.keys
      if (batch.found.length === 0) {
        if (busy > 0) break
        const { records, forgotten, unreadableSinceMs, kept } = totals
        const survives = survivorsOf(prepared.applied, prepared.collection, [...kept.values()])
        return { records, forgotten, survives, unreadableSinceMs, promise }
      }
      const left = await whatIsLeft(deps.database.of(tenant).read, tenant, batch.found, erasable)
      totals.add(batch, left)
      busy += left.busy
      after = batch.found.subarray(-16)
    }
    if (pass === PASSES) throw busyRecord(`${busy} keys are held by others`, { fix: 'call it again' })
    await sleep(PAUSE_MS)
  }
}

interface Next {
  readonly owner: OwnerTags
  readonly erasable: readonly number[]
  readonly after: Buffer
  readonly limit: number
  readonly people: Readonly<Record<string, Uint8Array>>
  /** Keys that were left so far in this pass. */
  readonly busy: number
}

/** Waits a little for keys that others hold; where that is too long, passes over them. */
async function eraseNext(deps: VaultDeps, prepared: Prepared, input: EraseInput, next: Next) {
  try {
    return await oneBatch(deps, prepared, input, next, false)
  } catch (error) {
    if (!isHeldByOthers(error)) throw error
    return await oneBatch(deps, prepared, input, next, true)
  }
}

/**
 * Commit point: before it a crash leaves the batch as it was; after it its keys are gone, the entry says so, and what has to be cleared is written down. The
 * last batch finds nothing, and its entry says that the owner was gone through to the end.
 */
async function oneBatch(
  deps: VaultDeps,
  prepared: Prepared,
  input: EraseInput,
  { owner, erasable, after, limit, people, busy }: Next,
  passing: boolean,
) {
  const nowMs = deps.clock.now()
  const audited = await deps.writer.transaction(prepared.caller.tenant, async (tx, entries) => {
    if (!(await stillStands(tx, prepared))) return undefined
    const erase = () => eraseBatch(tx, owner, erasable, { after, limit, nowMs, passing })
    const batch = await (passing ? erase() : waitBriefly(tx, erase))
    const { found, records, keys } = batch
    const ended = found.length === 0 && busy === 0
    const detail = { subject: input.subject, records: records.length / 16, keys, ended }
    note(entries, prepared, input, 'success', detail, keys === 0 ? people : { ...people, records })
    return batch
  })
  const batch = audited.value
  return batch && { batch, promise: audited.promise(0) }
}

/** As much as this call erased: the rest is the sweep's, and so is all of it where this fails. */
async function clear(deps: VaultDeps, tenant: number, keys: number): Promise<void> {
  try {
    for (let seen = 0; seen < keys; ) {
      const { value } = await deps.writer.transaction(tenant, (tx, entries) =>
        clearGone(tx, entries, CLEAR_ROWS),
      )
      if (value.taken === value.busy) return
      seen += value.taken
    }
  } catch {
    deps.log.warn('what an erasure left behind is left to the sweep')
  }
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
