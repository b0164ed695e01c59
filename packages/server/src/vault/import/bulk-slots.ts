import type { Verdict } from '../../access/index.ts'
import type { Caller } from '../../platform/route.ts'
import { readEvents } from '../clocks/clocks.ts'
import { checkFields } from '../fields/field-values.ts'
import type { PutInput, PutSlot } from '../put/put-slot.ts'
import { findCollection } from '../records/find-collection.ts'
import { checkRecordId, lookupDigest, RECORD_ID } from '../records/record-id.ts'
import type { VaultDeps } from '../vault-deps.ts'

/**
 * Makes the slots of one batch of an import: checked and decided like any put, but what is the same for all of it is looked up once, and a decision is
 * made once for all records with the same fields. Good for a moment only: the state that the batch reads tells whether the decisions still stand.
 */
export async function slotMaker(deps: VaultDeps, caller: Caller): Promise<(input: PutInput) => PutSlot> {
  const applied = deps.policy.peek ?? (await deps.policy.load())
  const tenant = await deps.keyring.tenant(caller.tenant)
  const authority = deps.authorities.peek(caller) ?? (await deps.authorities.load(caller))
  const nowMs = deps.clock.now()
  const verdicts = new Map<string, Verdict>()
  const decide = (collection: string, action: 'put' | 'event' | 'advance-deadline', fields: string[]) => {
    const name = `${action}\0${collection}\0${fields.join('\0')}`
    let verdict = verdicts.get(name)
    if (!verdict) {
      const question = { collection, action, fields, purpose: undefined, atMs: nowMs }
      verdict = deps.authorities.decide(question, authority, applied.model)
      verdicts.set(name, verdict)
    }
    return verdict
  }
  const others = new Map<string, { readonly eventVerdict: Verdict; readonly advanceVerdict: Verdict }>()
  const aboutClocks = (collection: string) => {
    let verdicts = others.get(collection)
    if (!verdicts) {
      const [eventVerdict, advanceVerdict] = [
        decide(collection, 'event', []),
        decide(collection, 'advance-deadline', []),
      ]
      verdicts = { eventVerdict, advanceVerdict }
      others.set(collection, verdicts)
    }
    return verdicts
  }
  return (input) => {
    const { collection, number } = findCollection(applied, input.collection)
    checkRecordId(input.id)
    checkFields(collection, input.fields, input.mode === 'merge')
    const { name } = collection
    return {
      caller,
      input,
      applied,
      collection,
      collectionNumber: number,
      zone: tenant.zone,
      lookup: lookupDigest(tenant.digestKey(RECORD_ID), number, input.id),
      told: readEvents(collection, input.events ?? [], tenant.zone, nowMs),
      verdict: decide(name, 'put', Object.keys(input.fields)),
      ...aboutClocks(name),
      generation: authority.generation,
      idempotency: undefined,
      bytes: 0,
    }
  }
}
