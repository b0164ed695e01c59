import { z } from 'zod'
import { malformedId } from '../../platform/ids.ts'
import { type Route, route } from '../../platform/route.ts'
import { cellUnreadable, unknownCollection } from '../errors.ts'
import { eventTimes, logPromise, recordParams, version } from '../schemas.ts'
import type { VaultDoors } from '../vault-doors.ts'
import { type ListedCollection, listCollections } from './list-collections.ts'
import { LIST_LIMIT, type ListedRecord, listRecords } from './list-records.ts'

const iso = (ms: number) => new Date(ms).toISOString()
const READ_DATA = { action: 'read-data' } as const

/** What the policy keeps and what of it is there, for people who look after it. No value leaves by these routes. */
export function vaultListRoutes(doors: Pick<VaultDoors, 'deps'>): readonly Route[] {
  return [collectionsRoute(doors), recordsRoute(doors)]
}

const text = z.object({ en: z.string(), ja: z.string() })
const collection = z.object({
  name: z.string(),
  role: z.object({ kind: z.enum(['controller', 'processor']), for: z.string().optional() }),
  subjects: z.record(z.string(), z.string()),
  events: z.array(z.string()),
  fields: z.array(
    z.object({
      name: z.string(),
      type: z.string(),
      class: z.string(),
      personal: z.boolean(),
      search: z.enum(['none', 'exact']),
      required: z.boolean(),
      maxBytes: z.int(),
      mask: z.object({
        kind: z.enum(['constant', 'partial']),
        text: z.string().optional(),
        keepStart: z.int().optional(),
        keepEnd: z.int().optional(),
      }),
      purposes: z.array(z.string()),
    }),
  ),
  purposes: z.array(
    z.object({ name: z.string(), basis: z.string(), classes: z.array(z.string()), text: text.optional() }),
  ),
  retention: z.array(
    z.object({
      classes: z.array(z.string()),
      destroy: z.unknown(),
      else: z.unknown().optional(),
      while: z.string().optional(),
      bucket: z.enum(['day', 'law']).optional(),
    }),
  ),
  records: z.object({ count: z.int(), more: z.boolean() }),
})

function collectionsRoute({ deps }: Pick<VaultDoors, 'deps'>): Route {
  return route({
    operation: 'collection.list',
    method: 'GET',
    path: '/collections',
    summary:
      'The collections of the policy in force: fields, classes, purposes, masks, search, retention, and how many records there are',
    access: READ_DATA,
    reply: z.object({ policy: z.int(), collections: z.array(collection) }),
    statuses: [200],
    errors: [],
    async handle({ caller }) {
      const applied = await deps.policy.load()
      const listed = await listCollections(deps.database.of(caller.tenant).read, applied, caller.tenant)
      return { status: 200, body: { policy: applied.version, collections: listed.map(collectionToWire) } }
    },
  })
}

function collectionToWire({ collection: c, fields, purposes, records }: ListedCollection) {
  return {
    name: c.name,
    role: { ...c.role },
    subjects: { ...c.subjects },
    events: [...c.events],
    fields: fields.map(
      ({ maxBytes, mask, name, type, class: inClass, personal, search, required, purposes }) => ({
        name,
        type,
        class: inClass,
        personal,
        search,
        required,
        maxBytes,
        mask:
          mask.kind === 'constant'
            ? { kind: mask.kind, text: mask.text }
            : { kind: mask.kind, keepStart: mask.keepStart, keepEnd: mask.keepEnd },
        purposes: [...purposes],
      }),
    ),
    purposes: purposes.map(({ name, basis, classes, text }) => ({
      name,
      basis,
      classes: [...classes],
      ...(text ? { text } : {}),
    })),
    retention: c.groups.map(({ classes, retention }) => ({
      classes: [...classes],
      destroy: retention?.destroy ?? null,
      ...(retention?.otherwise ? { else: retention.otherwise } : {}),
      ...(retention?.while ? { while: retention.while } : {}),
      ...(retention ? { bucket: retention.bucket } : {}),
    })),
    records: { ...records },
  }
}

const state = z.enum(['readable', 'partly', 'destroyed'])
const record = z.object({
  record: z.string(),
  id: z.string().optional(),
  version,
  state,
  created: z.iso.datetime(),
  updated: z.iso.datetime(),
  events: eventTimes,
  groups: z.array(
    z.object({
      classes: z.array(z.string()),
      state: z.enum(['readable', 'destroyed']),
      destroy: z.iso.datetime().optional(),
    }),
  ),
})

function recordsRoute({ deps }: Pick<VaultDoors, 'deps'>): Route {
  return route({
    operation: 'record.list',
    method: 'GET',
    path: '/collections/{collection}/records',
    summary:
      'Records of a collection, newest first, by opaque id; with the ids their owners chose for who may read their metadata. Never a value',
    access: READ_DATA,
    params: recordParams.pick({ collection: true }),
    query: z.strictObject({
      after: z.string().max(64).optional(),
      limit: z.coerce.number().int().min(1).max(LIST_LIMIT).optional(),
      state: state.optional(),
    }),
    reply: z.object({ records: z.array(record), next: z.string().optional(), promise: logPromise }),
    statuses: [200],
    errors: [unknownCollection, malformedId, cellUnreadable],
    async handle({ caller, params, query }) {
      const { records, next, promise } = await listRecords(deps, caller, { ...params, ...query })
      const body = { records: records.map(recordToWire), promise, ...(next === undefined ? {} : { next }) }
      return { status: 200, body, headers: { 'cache-control': 'private, no-store' } }
    },
  })
}

function recordToWire({ createdMs, updatedMs, groups, events, ...rest }: ListedRecord) {
  return {
    ...rest,
    created: iso(createdMs),
    updated: iso(updatedMs),
    events: Object.fromEntries(Object.entries(events).map(([name, ms]) => [name, iso(ms)])),
    groups: groups.map(({ classes, state, destroyMs }) => ({
      classes: [...classes],
      state,
      ...(destroyMs === null ? {} : { destroy: iso(destroyMs) }),
    })),
  }
}
