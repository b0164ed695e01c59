import type { LogPromise } from '@azukari/proof'
import type { Tx } from '../../platform/db.ts'
import type { Caller } from '../../platform/route.ts'
import { fieldsOf, openRecord } from '../cells/open-record.ts'
import { sealRecord } from '../cells/seal-record.ts'
import { isSlotsOwn } from '../cells/slots-own-error.ts'
import {
  broughtForward,
  type EventTimes,
  type GivenEvent,
  mergeEvents,
  readEvents,
  writingTime,
} from '../clocks/clocks.ts'
import { type Act, auditedAct } from '../decide/audited-act.ts'
import { decideAndAct, denied, lookupOf, type Prepared } from '../decide/prepare-access.ts'
import { eventInvalid, isOneOf, recordDestroyed, recordNotFound } from '../errors.ts'
import { recordEvent } from '../events.ts'
import type { Fields } from '../fields/field-values.ts'
import type { VaultDeps } from '../vault-deps.ts'
import { lockRecord } from './find-record.ts'
import { writeVersion } from './write-version.ts'

export interface EventResult {
  readonly version: number
  readonly events: EventTimes
  readonly promise: LogPromise
}

/**
 * Tells a record that something happened, and moves its clocks: what is due earlier now is sealed under the earlier day's bucket in the same
 * transaction. Throws `access_denied`, `record_not_found`, `event_invalid`, `record_destroyed`.
 */
export async function addEvent(
  deps: VaultDeps,
  caller: Caller,
  collection: string,
  id: string,
  given: GivenEvent,
): Promise<EventResult> {
  const question = { collection, action: 'event' as const, fields: [] }
  return await decideAndAct(deps, caller, question, async (prepared) => {
    const lookup = lookupOf(prepared, id)
    const told = readEvents(prepared.collection, [given], prepared.zone, deps.clock.now())
    const detail = { event: given.event }
    const done = await auditedAct(deps, prepared, recordEvent, detail, async (tx) => {
      const timeOf = (databaseMs: number) => writingTime(deps.clock.now(), databaseMs)
      const locked = await lockRecord(tx, caller.tenant, prepared.collectionNumber, lookup, timeOf)
      if (!locked) return { kind: 'refused', error: recordNotFound('no record of this id') }
      try {
        return await move(deps, tx, prepared, id, locked, told)
      } catch (error) {
        if (isSlotsOwn(error) || isOneOf(error, eventInvalid))
          return { kind: 'refused', error, record: locked.row.id }
        throw error
      }
    })
    return done && { ...done.value, promise: done.promise }
  })
}

type Moved = Omit<EventResult, 'promise'>
type Locked = NonNullable<Awaited<ReturnType<typeof lockRecord>>>

async function move(
  deps: VaultDeps,
  tx: Tx,
  prepared: Prepared,
  id: string,
  { row, held, nowMs }: Locked,
  told: EventTimes,
): Promise<Act<Moved>> {
  const { applied, caller, collection, collectionNumber, zone, advance } = prepared
  const { tenant } = caller
  const events = mergeEvents(collection, row.events, told, zone)
  if (!advance.allow && broughtForward(row.events, events)) {
    return { kind: 'refused', error: denied(advance), record: row.id, detail: { clause: advance.clause } }
  }
  const place = { tenant, collection: collectionNumber, record: row.id, id, cells: row.cells }
  const opened = await openRecord(deps, { ...place, keys: held.live })
  if (opened.length === 0) {
    return { kind: 'refused', error: recordDestroyed('nothing of this record is left'), record: row.id }
  }
  const fields = fieldsOf(opened) as Fields
  const common = {
    applied,
    collection,
    collectionNumber,
    zone,
    tenant,
    fields,
    events,
    born: row.born,
    cellVersion: held.cellVersion,
  }
  const sealed = await sealRecord(deps, { ...common, record: row.id, id })
  const version = await writeVersion(tx, tenant, row, held, events, sealed, nowMs)
  return { kind: 'done', value: { version, events }, record: row.id, detail: { version } }
}
