import { createHash } from 'node:crypto'
import { canonicalJson, type Json, type LogPromise } from '@azukari/proof'
import { hmac, isBucketNotCurrent } from '../../keys/index.ts'
import { Batcher } from '../../platform/batcher.ts'
import { isRetryable, sqlstateOf } from '../../platform/db.ts'
import { type AzukariError, isAzukariError } from '../../platform/errors.ts'
import type { Caller } from '../../platform/route.ts'
import { readEvents } from '../clocks/clocks.ts'
import { busyRecord } from '../errors.ts'
import { checkFields } from '../fields/field-values.ts'
import { findCollection } from '../records/find-collection.ts'
import { checkRecordId, lookupDigest, RECORD_ID } from '../records/record-id.ts'
import type { VaultDeps } from '../vault-deps.ts'
import { putBatch } from './put-batch.ts'
import type { PutDone, PutInput, PutSlot } from './put-slot.ts'

export interface PutResult {
  readonly id: string
  readonly version: number
  readonly created: boolean
  /** True when this Idempotency-Key had its effect before. */
  readonly repeated: boolean
  /** Leaf hash of the entry, lower-case hex: ask `/v1/log/receipts/{leaf}` for its receipt. */
  readonly leaf: string
  /** Absent on a repeat: the first answer carried it. */
  readonly promise?: LogPromise
}

const ATTEMPTS = 4
const SLOT_OVERHEAD_BYTES = 512
const NAME_BYTES = 32

/** Puts records, concurrent ones in groups. */
export class Putter {
  /** What it works with: an import puts whole batches beside it. */
  readonly deps: VaultDeps
  readonly #batcher: Batcher<PutSlot, PutDone>

  constructor(deps: VaultDeps) {
    this.deps = deps
    this.#batcher = new Batcher<PutSlot, PutDone>({
      run: (slots) => renewing(deps, () => putBatch(deps, slots)),
      keysOf: keysOf,
      sizeOf: (slot) => slot.bytes,
      worthASlot: 20,
      retryAlone: (error) =>
        !isAzukariError(error, 'commit_unknown') && !isAzukariError(error, 'key_provider_unavailable'),
    })
  }

  /**
   * Keeps a record under the policy in force. Throws, among others, `unknown_collection`, `record_id_invalid`, `fields_invalid`,
   * `event_invalid`, `access_denied`, `version_mismatch`, `already_destroyed`, `deadline_passed`, `idempotency_conflict`,
   * `commit_unknown` (nothing is known: repeat it under the same Idempotency-Key).
   */
  async put(caller: Caller, input: PutInput): Promise<PutResult> {
    for (let attempt = 1; attempt <= ATTEMPTS; attempt++) {
      const slot = await this.#prepare(caller, input)
      const done = await this.#submit(slot, attempt)
      if (!done) continue
      const { outcome, audited } = done
      switch (outcome.kind) {
        case 'refused':
          throw outcome.error
        case 'stored': {
          const promise = audited.promise(outcome.entry)
          const { version, created } = outcome
          return { id: input.id, version, created, repeated: false, leaf: promise.leaf, promise }
        }
        case 'repeated':
          return {
            id: input.id,
            version: outcome.version,
            created: false,
            repeated: true,
            leaf: outcome.leaf.toString('hex'),
          }
        case 'stale':
          await Promise.all([this.deps.policy.reload(), this.deps.authorities.reload(caller)])
      }
    }
    throw busyRecord(`it changed ${ATTEMPTS} times while this was tried`, { fix: 'try again' })
  }

  /** Undefined when another process made the record, or used the key, at the same moment: what it did is there now. */
  async #submit(slot: PutSlot, attempt: number): Promise<PutDone | undefined> {
    try {
      return await this.#batcher.submit(slot)
    } catch (error) {
      if (attempt < ATTEMPTS && isRace(error)) return undefined
      throw error
    }
  }

  async #prepare(caller: Caller, input: PutInput): Promise<PutSlot> {
    const { clock, keyring, authorities } = this.deps
    const applied = this.deps.policy.peek ?? (await this.deps.policy.load())
    const { collection, number } = findCollection(applied, input.collection)
    checkRecordId(input.id)
    const bytes = checkFields(collection, input.fields, input.mode === 'merge')
    const held = keyring.tenant(caller.tenant)
    const tenant = held instanceof Promise ? await held : held
    const nowMs = clock.now()
    const told = readEvents(collection, input.events ?? [], tenant.zone, nowMs)
    const authority = authorities.peek(caller) ?? (await authorities.load(caller))
    const fields = Object.keys(input.fields)
    const decide = (action: 'put' | 'event' | 'advance-deadline', touched: readonly string[]) => {
      const question = {
        collection: collection.name,
        action,
        fields: touched,
        purpose: undefined,
        atMs: nowMs,
      }
      return authorities.decide(question, authority, applied.model)
    }
    return {
      caller,
      input,
      applied,
      collection,
      collectionNumber: number,
      zone: tenant.zone,
      lookup: lookupDigest(tenant.digestKey(RECORD_ID), number, input.id),
      told,
      verdict: decide('put', fields),
      get eventVerdict() {
        return decide('event', [])
      },
      get advanceVerdict() {
        return decide('advance-deadline', [])
      },
      generation: authority.generation,
      idempotency:
        input.idempotencyKey === undefined ? undefined : repeatOf(tenant.digestKey(RECORD_ID), input),
      bytes: SLOT_OVERHEAD_BYTES + (bytes + fields.length * NAME_BYTES) * 2,
    }
  }
}

const RACED = ['record_lookup', 'idempotency_pkey']

const isRace = (error: unknown): boolean =>
  isRetryable(error) ||
  (sqlstateOf(error) === '23505' && RACED.includes(String((error as AzukariError).extra.constraint)))

/** A bucket renewed or ended since its key was taken: forget where keys go, so that the repeat of each slot alone looks again. */
async function renewing<T>(deps: VaultDeps, work: () => Promise<T>): Promise<T> {
  try {
    return await work()
  } catch (error) {
    if (isBucketNotCurrent(error) || isAzukariError(error, 'key_gone')) deps.keyring.forgetPlaces()
    throw error
  }
}

function keysOf(slot: PutSlot): string[] {
  const { tenant, principalId } = slot.caller
  const record = `${tenant}/${slot.lookup.toString('latin1')}`
  return slot.idempotency ? [record, `${principalId}/${slot.idempotency.key.toString('latin1')}`] : [record]
}

/** What is kept of an idempotent request: a digest of its key, and a keyed digest of everything that makes it the same request. */
function repeatOf(key: Uint8Array, input: PutInput): { key: Buffer; body: Buffer } {
  const { idempotencyKey, requestId, ...rest } = input
  const body = hmac(key, `azukari/repeat/v1\0${canonicalJson(JSON.parse(JSON.stringify(rest)) as Json)}`)
  return {
    key: createHash('sha256')
      .update(idempotencyKey ?? '', 'utf8')
      .digest(),
    body,
  }
}
