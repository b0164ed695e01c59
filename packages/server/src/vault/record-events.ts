import type { LogPromise } from '@azukari/proof'
import type { Tx } from '../platform/db.ts'
import { isAzukariError } from '../platform/errors.ts'
import type { Caller } from '../platform/route.ts'
import { type Act, auditedAct } from './audited-act.ts'
import { readLiveKeys, writeVersion } from './change-record.ts'
import { type EventTimes, type GivenEvent, mergeEvents, readEvents } from './clocks.ts'
import { recordDestroyed, recordNotFound } from './errors.ts'
import { recordEvent } from './events.ts'
import type { Fields } from './field-values.ts'
import { lockRecord, type RecordRow } from './find-record.ts'
import { openRecord } from './open-record.ts'
import { decideAndAct, lookupOf, type Prepared } from './prepare-access.ts'
import { sealRecord } from './seal-record.ts'
import type { VaultDeps } from './vault-deps.ts'

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
      const row = await lockRecord(tx, caller.tenant, prepared.collectionNumber, lookup)
      if (!row) return { kind: 'refused', error: recordNotFound('no record of this id') }
      return await move(deps, tx, prepared, id, row, told)
    })
    return done && { ...done.value, promise: done.promise }
  })
}

type Moved = Omit<EventResult, 'promise'>

async function move(
  deps: VaultDeps,
  tx: Tx,
  prepared: Prepared,
  id: string,
  row: RecordRow,
  told: EventTimes,
): Promise<Act<Moved>> {
  const { applied, caller, collection, collectionNumber, zone } = prepared
  const { tenant } = caller
  const nowMs = Math.max(deps.clock.now(), row.now_ms)
  let events: EventTimes
  try {
    events = mergeEvents(collection, row.events, told)
  } catch (error) {
    if (isAzukariError(error, 'event_invalid')) return { kind: 'refused', error, record: row.id }
    throw error
  }
  const keys = await readLiveKeys(tx, tenant, row.id, row.days, nowMs)
  const opened = await openRecord(deps, { tenant, collection: collectionNumber, record: row.id, cells: row.cells, keys })
  if (opened.length === 0) {
    return { kind: 'refused', error: recordDestroyed('nothing of this record is left'), record: row.id }
  }
  const fields: Fields = Object.assign({}, ...opened.map((c) => c.fields))
  const cellVersion = 1 + opened.reduce((n, c) => Math.max(n, c.version), 0)
  const common = { applied, collection, collectionNumber, zone, tenant, fields, events, cellVersion }
  const sealed = await sealRecord(deps, { ...common, record: row.id, id })
  const version = await writeVersion(tx, tenant, row, events, sealed, nowMs)
  if (version === undefined) return { kind: 'refused', error: recordNotFound('it is gone'), record: row.id }
  return { kind: 'done', value: { version, events }, record: row.id, detail: { version } }
}
