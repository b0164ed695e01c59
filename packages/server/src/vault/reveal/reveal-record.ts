import type { LogPromise } from '@azukari/proof'
import { Batcher } from '../../platform/batcher.ts'
import { isAzukariError } from '../../platform/errors.ts'
import type { Caller } from '../../platform/route.ts'
import type { AppliedPolicy, CollectionModel, FieldModel } from '../../policy/index.ts'
import { busyRecord, fieldsInvalid } from '../errors.ts'
import { fieldIndex } from '../fields/field-values.ts'
import { findCollection } from '../records/find-collection.ts'
import { checkRecordId, lookupDigest, RECORD_ID } from '../records/record-id.ts'
import type { VaultDeps } from '../vault-deps.ts'
import { revealBatch } from './reveal-batch.ts'
import type { RevealDone, RevealInput, RevealSlot } from './reveal-slot.ts'

export interface RevealResult {
  readonly id: string
  readonly version: number
  readonly fields: Readonly<Record<string, unknown>>
  /** Names of fields that were asked for and are destroyed or past their deadline. */
  readonly gone: readonly string[]
  readonly promise: LogPromise
}

const ATTEMPTS = 4
const SLOT_BYTES = 1024

/** Reveals fields of records, concurrent ones in groups. */
export class Revealer {
  readonly #deps: VaultDeps
  readonly #batcher: Batcher<RevealSlot, RevealDone>

  constructor(deps: VaultDeps) {
    this.#deps = deps
    this.#batcher = new Batcher<RevealSlot, RevealDone>({
      run: (slots) => revealBatch(deps, slots),
      keysOf: () => [],
      sizeOf: () => SLOT_BYTES,
      worthASlot: 20,
      retryAlone: (error) =>
        !isAzukariError(error, 'commit_unknown') && !isAzukariError(error, 'key_provider_unavailable'),
    })
  }

  /**
   * The values of a record's fields, for a stated purpose, once the entry that says so is durable. Throws `unknown_collection`,
   * `record_id_invalid`, `fields_invalid`, `access_denied`, `record_not_found`, `record_destroyed`, `cell_unreadable`, `log_unavailable` and
   * others; a refusal is an entry too.
   */
  async reveal(caller: Caller, input: RevealInput): Promise<RevealResult> {
    for (let attempt = 1; attempt <= ATTEMPTS; attempt++) {
      const slot = await this.#prepare(caller, input)
      const { outcome, audited } = await this.#batcher.submit(slot)
      if (outcome.kind === 'refused') throw outcome.error
      if (outcome.kind === 'revealed') {
        const { version, fields, gone, entry } = outcome
        return { id: input.id, version, fields, gone, promise: audited.promise(entry) }
      }
      await Promise.all([this.#deps.policy.reload(), this.#deps.authorities.reload(caller)])
    }
    throw busyRecord(`policy or grants changed ${ATTEMPTS} times while this was tried`, { fix: 'try again' })
  }

  async #prepare(caller: Caller, input: RevealInput): Promise<RevealSlot> {
    const { authorities, clock, keyring } = this.#deps
    const applied = this.#deps.policy.peek ?? (await this.#deps.policy.load())
    const { collection, number } = findCollection(applied, input.collection)
    checkRecordId(input.id)
    const fields = fieldsToReveal(applied, collection, input)
    const tenant = await keyring.tenant(caller.tenant)
    const authority = authorities.peek(caller) ?? (await authorities.load(caller))
    const question = {
      collection: collection.name,
      action: 'reveal' as const,
      fields: fields.map((f) => f.name),
      purpose: input.purpose,
      atMs: clock.now(),
      masked: input.masked === true,
      caseId: input.caseId,
      caseUse: input.caseUse,
    }
    return {
      caller,
      input,
      applied,
      collection,
      collectionNumber: number,
      fields,
      classes: new Set(fields.map((f) => applied.numbers.class[f.class] as number)),
      lookup: lookupDigest(tenant.digestKey(RECORD_ID), number, input.id),
      verdict: authorities.decide(question, authority, applied.model),
      generation: authority.generation,
    }
  }
}

/** The fields asked for; without a list, all that the purpose covers. Throws `fields_invalid`. */
function fieldsToReveal(
  applied: AppliedPolicy,
  collection: CollectionModel,
  input: RevealInput,
): readonly FieldModel[] {
  if (input.fields === undefined) {
    const purposes = applied.model.purposes
    const purpose =
      input.purpose !== undefined && Object.hasOwn(purposes, input.purpose)
        ? purposes[input.purpose]
        : undefined
    return purpose ? collection.fields.filter((f) => purpose.classes.includes(f.class)) : collection.fields
  }
  const index = fieldIndex(collection)
  return [...new Set(input.fields)].map((name) => {
    const field = index.get(name)
    if (field) return field
    const fix = `see the fields of ${collection.name} in the policy`
    throw fieldsInvalid(`${collection.name} has no field of one of these names`, {
      where: { pointer: '/fields' },
      fix,
    })
  })
}
