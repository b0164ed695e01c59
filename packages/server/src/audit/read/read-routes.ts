import { z } from 'zod'
import type { Clock } from '../../platform/clock.ts'
import type { Database } from '../../platform/db.ts'
import { type Caller, type Route, route } from '../../platform/route.ts'
import { logFollowersFull, logUnavailable } from '../errors.ts'
import { entriesRead } from '../events.ts'
import type { OpeningOpener } from '../open/open-entries.ts'
import type { AuditWriter } from '../write/audit-writer.ts'
import { readBy } from './read-by.ts'
import { type EntryView, readEntries, withOpenings } from './read-entries.ts'
import type { FollowEvent, LogFollowers } from './read-follow.ts'
import { readLogHealth } from './read-health.ts'

/** What reading the log works with; `app.ts` fills it. */
export interface LogReading {
  readonly database: Database
  readonly writer: AuditWriter
  readonly clock: Clock
  readonly opener: OpeningOpener
  readonly followers: LogFollowers
  /** Lets through who may see what entries commit to, or throws; a refusal is an entry. */
  readonly requireOpenings: (caller: Caller) => Promise<void>
}

const MOST = 500
const iso = (ms: number) => new Date(ms).toISOString()
const index = z.coerce.number().int().min(0)

const filter = {
  /** A kind, or the beginning of several up to its dot. */
  kind: z.string().regex(/^[a-z][a-z0-9_-]{0,40}\.(?:[a-z][a-z0-9_-]{0,40})?$/),
  outcome: z.enum(['success', 'failure']),
  actor: z.string().regex(/^[a-z]{2,10}(?:_[0-9a-f]{32})?$/),
}
const filterQuery = {
  kind: filter.kind.optional(),
  outcome: filter.outcome.optional(),
  actor: filter.actor.optional(),
}

const hex64 = z.string().regex(/^[0-9a-f]{64}$/)
const entry = z.object({
  index: z.int(),
  leaf: hex64,
  at: z.iso.datetime(),
  kind: z.string(),
  class: z.int(),
  outcome: z.enum(['success', 'failure']),
  actor: z.string(),
  tenant: z.string().optional(),
  detail: z.record(z.string(), z.unknown()),
  commitments: z.record(z.string(), z.string()),
  opened: z.record(z.string(), z.union([z.string(), z.array(z.string())])).optional(),
  lane: z.object({ id: z.string(), batch: z.int(), pos: z.int() }),
})

/** An entry as it goes over the wire. */
export const entryToWire = ({ timeMs, opened, ...rest }: EntryView): z.input<typeof entry> => ({
  ...rest,
  at: iso(timeMs),
  detail: { ...rest.detail },
  commitments: { ...rest.commitments },
  lane: { ...rest.lane },
  ...(opened === undefined ? {} : { opened: copyOf(opened) }),
})

const copyOf = (opened: NonNullable<EntryView['opened']>) =>
  Object.fromEntries(Object.entries(opened).map(([k, v]) => [k, typeof v === 'string' ? v : [...v]]))

/** Reading the log as people do: decoded, filtered, followed. What proves it (tiles, receipts) is served as it is. */
export function logReadRoutes(deps: LogReading): Route[] {
  return [listRoute(deps), followRoute(deps), healthRoute(deps)]
}

/** Invariant 1: the entry that says who read is committed before a byte leaves, and without it nothing does. */
function listRoute({ writer, opener, requireOpenings }: LogReading): Route {
  return route({
    operation: 'log.list',
    method: 'GET',
    path: '/log/entries',
    summary:
      'Entries of the tenant and of the installation, decoded, by index; with openings for who may see what they point at. Reading is itself logged',
    access: { action: 'read-log' },
    query: z.strictObject({
      from: index.optional(),
      limit: z.coerce.number().int().min(1).max(MOST).optional(),
      order: z.enum(['newest', 'oldest']).optional(),
      openings: z.enum(['true', 'false']).optional(),
      ...filterQuery,
    }),
    reply: z.object({ size: z.int(), entries: z.array(entry), next: z.int().optional() }),
    statuses: [200],
    errors: [logUnavailable],
    async handle({ caller, query }) {
      const { from, limit = 100, order = 'newest', kind, outcome, actor } = query
      const openings = query.openings === 'true'
      if (openings) await requireOpenings(caller)
      const wanted = { kind, outcome, actor, tenant: caller.tenantId }
      const { value } = await writer.transaction(caller.tenant, async (tx, log) => {
        const page = await readEntries(tx, { ...wanted, from, order, limit })
        const tenant = { tenant: caller.tenant, id: caller.tenantId }
        const entries = openings ? await withOpenings(tx, opener, tenant, page.entries) : page.entries
        const [first, last] = [page.entries[0]?.index, page.entries.at(-1)?.index]
        const detail = { first, last, given: entries.length, order, openings, kind, outcome, actor }
        log.add(readBy(caller, entriesRead, detail))
        return { ...page, entries }
      })
      const { size, entries, next } = value
      return {
        status: 200,
        body: { size, entries: entries.map(entryToWire), ...(next === undefined ? {} : { next }) },
      }
    },
  })
}

function followRoute({ followers }: LogReading): Route {
  return route({
    operation: 'log.follow',
    method: 'GET',
    path: '/log/follow',
    summary:
      'New entries as they come under a checkpoint, as server-sent events; ends with the right to read, after ten minutes, or with the server',
    access: { action: 'read-log' },
    query: z.strictObject({ from: index.optional(), ...filterQuery }),
    replyType: 'text/event-stream',
    statuses: [200],
    errors: [logFollowersFull, logUnavailable],
    async handle({ caller, query, signal }) {
      const { from, kind, outcome, actor } = query
      const wanted = { kind, outcome, actor, tenant: caller.tenantId }
      const events = await followers.follow(caller, from, wanted, signal)
      const headers = {
        'content-type': 'text/event-stream; charset=utf-8',
        'cache-control': 'private, no-store',
      }
      return { status: 200, headers, stream: asEventStream(events) }
    },
  })
}

/** Server-sent events (WHATWG HTML §9.2): `id` is the index to go on from. */
async function* asEventStream(events: AsyncGenerator<FollowEvent>): AsyncGenerator<Uint8Array> {
  for await (const { event, ...data } of events) {
    const body = 'entries' in data ? { ...data, entries: data.entries.map(entryToWire) } : data
    const last = 'entries' in data ? data.entries.at(-1) : undefined
    const id = last === undefined ? '' : `id: ${last.index + 1}\n`
    yield Buffer.from(`event: ${event}\n${id}data: ${JSON.stringify(body)}\n\n`, 'utf8')
  }
}

function healthRoute({ database, clock }: LogReading): Route {
  return route({
    operation: 'log.health',
    method: 'GET',
    path: '/log/health',
    summary: 'Size and age of the last checkpoint, what waits, and lanes at which the log stopped',
    access: { action: 'read-status' },
    reply: z.object({
      origin: z.string().optional(),
      size: z.int(),
      signed: z.iso.datetime().optional(),
      ageMs: z.int().optional(),
      pending: z.object({
        batches: z.int(),
        entries: z.int(),
        dueInMs: z.int().optional(),
        overdue: z.int(),
      }),
      lanes: z.object({
        known: z.int(),
        broken: z.array(
          z.object({ lane: z.string(), batch: z.int(), code: z.string(), found: z.iso.datetime() }),
        ),
      }),
    }),
    statuses: [200],
    errors: [],
    async handle() {
      const { origin, size, signedMs, ageMs, pending, lanes } = await readLogHealth(
        database.across.read,
        clock,
      )
      const { dueInMs, ...waits } = pending
      const broken = lanes.broken.map(({ lane, batch, code, foundMs }) => ({
        lane,
        batch,
        code,
        found: iso(foundMs),
      }))
      return {
        status: 200,
        body: {
          size,
          ...(origin === undefined ? {} : { origin }),
          ...(signedMs === undefined ? {} : { signed: iso(signedMs), ageMs: ageMs ?? 0 }),
          pending: { ...waits, ...(dueInMs === undefined ? {} : { dueInMs: dueInMs }) },
          lanes: { known: lanes.known, broken },
        },
      }
    },
  })
}
