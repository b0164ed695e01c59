import { z } from 'zod'
import { type Route, route } from '../platform/route.ts'
import { eventTimeInvalid } from '../policy/index.ts'
import { eraseRoute } from './erase/erase-route.ts'
import * as errors from './errors.ts'
import { deleteRecord } from './forget/delete-record.ts'
import { importRoute } from './import/import-route.ts'
import { readMetadata } from './records/read-metadata.ts'
import { addEvent } from './records/record-events.ts'
import { revealRoute } from './reveal/reveal-route.ts'
import { caseName, eventTimes, givenEvent, logPromise, putBody, recordParams, version } from './schemas.ts'
import { searchByStaff } from './search/search-by-staff.ts'
import { searchRecords } from './search/search-records.ts'
import type { VaultDoors } from './vault-doors.ts'

const common = [errors.unknownCollection, errors.recordIdInvalid, errors.accessDenied, errors.busyRecord]
const iso = (ms: number) => new Date(ms).toISOString()

/** `If-Match: "3"` as a version; `If-None-Match` is spelled `If-Match: "0"`. */
const versionOf = (ifMatch: string | undefined) => (ifMatch === undefined ? undefined : Number(ifMatch))

/** Records over HTTP: put, reveal, events, search, import, deletion, and what there is of one without its values. */
export function vaultRoutes(doors: VaultDoors): readonly Route[] {
  return [
    putRoute(doors),
    metadataRoute(doors),
    revealRoute(doors),
    eventRoute(doors),
    deleteRoute(doors),
    searchRoute(doors),
    importRoute(doors),
    eraseRoute(doors),
  ]
}

function putRoute({ putter }: VaultDoors): Route {
  return route({
    operation: 'record.put',
    method: 'PUT',
    path: '/collections/{collection}/records/{id}',
    summary: 'Keeps a record: what it says of a person is encrypted under the policy, its clocks start',
    access: 'key',
    params: recordParams,
    body: putBody,
    reply: z.object({
      id: z.string(),
      version,
      created: z.boolean(),
      repeated: z.boolean(),
      leaf: z.string(),
      promise: logPromise.optional(),
    }),
    statuses: [200, 201],
    errors: [
      ...common,
      errors.fieldsInvalid,
      errors.recordTooLarge,
      errors.eventInvalid,
      errors.versionMismatch,
      errors.recordNotFound,
      errors.alreadyDestroyed,
      errors.deadlinePassed,
      errors.idempotencyConflict,
      errors.cellUnreadable,
      errors.clocksDisagree,
      eventTimeInvalid,
    ],
    async handle({ caller, params, body, ifMatch, idempotencyKey, requestId }) {
      const { fields, events } = body
      const { collection, id } = params
      const mode = body.mode ?? 'replace'
      const input = {
        collection,
        id,
        fields,
        events,
        mode,
        ifMatch: versionOf(ifMatch),
        idempotencyKey,
        requestId,
      }
      const done = await putter.put(caller, input)
      return { status: done.created ? 201 : 200, body: done, headers: { etag: `"${done.version}"` } }
    },
  })
}

function metadataRoute({ deps }: VaultDoors): Route {
  return route({
    operation: 'record.metadata',
    method: 'GET',
    path: '/collections/{collection}/records/{id}',
    summary: 'What is known of a record without opening it: version, events, clocks, constant masks',
    access: 'key',
    params: recordParams,
    reply: z.object({
      id: z.string(),
      version,
      created: z.iso.datetime(),
      updated: z.iso.datetime(),
      events: eventTimes,
      masks: z.record(z.string(), z.string()),
      groups: z.array(
        z.object({
          classes: z.array(z.string()),
          state: z.enum(['readable', 'destroyed']),
          destroy: z.iso.datetime().optional(),
        }),
      ),
      promise: logPromise,
    }),
    statuses: [200],
    errors: [...common, errors.recordNotFound],
    async handle({ caller, params }) {
      const read = await readMetadata(deps, caller, params.collection, params.id)
      const groups = read.groups.map(({ classes, state, destroyMs }) => ({
        classes: [...classes],
        state,
        ...(destroyMs === null ? {} : { destroy: iso(destroyMs) }),
      }))
      const { id, version, masks, promise } = read
      const times = { created: iso(read.createdMs), updated: iso(read.updatedMs) }
      const body = {
        id,
        version,
        ...times,
        events: isoTimes(read.events),
        masks: { ...masks },
        groups,
        promise,
      }
      return { status: 200, body, headers: { etag: `"${version}"` } }
    },
  })
}

const isoTimes = (times: Readonly<Record<string, number>>) =>
  Object.fromEntries(Object.entries(times).map(([event, ms]) => [event, iso(ms)]))

function eventRoute({ deps }: VaultDoors): Route {
  return route({
    operation: 'record.event',
    method: 'POST',
    path: '/collections/{collection}/records/{id}/events',
    summary: 'Tells a record what happened to it; its clocks move',
    access: 'key',
    params: recordParams,
    body: givenEvent,
    reply: z.object({ version, events: eventTimes, promise: logPromise }),
    statuses: [200],
    errors: [
      ...common,
      errors.recordNotFound,
      errors.recordDestroyed,
      errors.eventInvalid,
      errors.cellUnreadable,
      errors.clocksDisagree,
      eventTimeInvalid,
    ],
    async handle({ caller, params, body }) {
      const { version, events, promise } = await addEvent(deps, caller, params.collection, params.id, body)
      return { status: 200, body: { version, events: isoTimes(events), promise } }
    },
  })
}

function deleteRoute({ deps }: VaultDoors): Route {
  return route({
    operation: 'record.delete',
    method: 'DELETE',
    path: '/collections/{collection}/records/{id}',
    summary: 'Destroys the keys of a record; it cannot come back by an old file',
    access: 'key',
    params: recordParams,
    reply: z.object({ unreadableSince: z.iso.datetime(), promise: logPromise }),
    statuses: [200],
    errors: [...common, errors.recordNotFound, errors.versionMismatch],
    async handle({ caller, params, ifMatch }) {
      const done = await deleteRecord(deps, caller, params.collection, params.id, versionOf(ifMatch))
      return { status: 200, body: { unreadableSince: iso(done.unreadableSinceMs), promise: done.promise } }
    },
  })
}

function searchRoute({ deps }: VaultDoors): Route {
  return route({
    operation: 'record.search',
    method: 'POST',
    path: '/collections/{collection}/search',
    summary: 'Ids of the records whose field equals a value, for a stated purpose',
    access: 'key',
    params: recordParams.pick({ collection: true }),
    body: z.strictObject({
      field: z.string().max(200),
      equals: z.string().max(2000),
      purpose: z.string().max(100).optional(),
      case: caseName,
    }),
    reply: z.object({ ids: z.array(z.string()), more: z.boolean(), promise: logPromise }),
    statuses: [200],
    errors: [
      ...common,
      errors.fieldsInvalid,
      errors.searchNotAllowed,
      errors.searchCapReached,
      errors.cellUnreadable,
    ],
    async handle({ caller, params, body }) {
      const { field, equals, purpose, case: caseId } = body
      const input = { ...params, field, equals, purpose }
      const done = await (caller.kind === 'person'
        ? searchByStaff(deps, caller, { ...input, caseId })
        : searchRecords(deps, caller, input))
      return { status: 200, body: { ...done, ids: [...done.ids] } }
    },
  })
}
