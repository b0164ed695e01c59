import { TILE_WIDTH } from '@azukari/proof'
import { z } from 'zod'
import { type Route, type RouteReply, route } from '../platform/route.ts'
import { leafNotSequenced, logNotBegun, logPathUnknown, logUnavailable } from './errors.ts'
import { entriesRead } from './events.ts'
import { type LogReader, tileAddress } from './read/log-reader.ts'
import { readBy } from './read/read-by.ts'
import type { AuditWriter } from './write/audit-writer.ts'

const TEXT = 'text/plain; charset=utf-8'
const BYTES = 'application/octet-stream'
const MOST_WAIT_MS = 30_000
const FOREVER = 'public, max-age=31536000, immutable'

// What follows is several path segments (`0/x001/067.p/5`), hence `{path+}`.
const tileParams = z.object({ path: z.string().max(100) })
const leafParams = z.object({ leaf: z.string().regex(/^[0-9a-f]{64}$/) })

/** The log over HTTP: checkpoint, tiles, receipts, and entries for who may read them. */
export function logRoutes(reader: LogReader, writer: AuditWriter): Route[] {
  return [checkpointRoute(reader), entriesRoute(reader, writer), tileRoute(reader), receiptRoute(reader)]
}

function checkpointRoute(reader: LogReader): Route {
  return route({
    operation: 'log.checkpoint',
    method: 'GET',
    path: '/log/checkpoint',
    summary: 'The signed head of the log (C2SP tlog-checkpoint)',
    access: 'public',
    replyType: TEXT,
    statuses: [200],
    errors: [logNotBegun],
    handle: async () => {
      const { note } = await reader.checkpoint()
      return bytes(Buffer.from(note, 'utf8'), TEXT, 'public, max-age=1')
    },
  })
}

function tileRoute(reader: LogReader): Route {
  return route({
    operation: 'log.tile',
    method: 'GET',
    path: '/log/tile/{path+}',
    summary: 'A tile of hashes (C2SP tlog-tiles)',
    access: 'public',
    params: tileParams,
    replyType: BYTES,
    statuses: [200],
    errors: [logPathUnknown, logNotBegun],
    handle: async ({ params }) => {
      const { level, index, width } = tileAddress(params.path)
      // Whatever a proxy made of the path: no entry leaves by a route that anyone may use.
      if (level === 'entries') throw logPathUnknown('entries are read elsewhere')
      const tile = await reader.tile(level, index, width)
      return bytes(tile, BYTES, width === TILE_WIDTH ? FOREVER : 'public, max-age=60')
    },
  })
}

/** Invariant 1: the entry that says who read is committed before a byte leaves, and without it nothing does. */
function entriesRoute(reader: LogReader, writer: AuditWriter): Route {
  return route({
    operation: 'log.entries',
    method: 'GET',
    path: '/log/tile/entries/{path+}',
    summary: 'A bundle of entries (C2SP tlog-tiles); reading is itself logged',
    access: { action: 'read-log' },
    params: tileParams,
    replyType: BYTES,
    statuses: [200],
    errors: [logPathUnknown, logNotBegun, logUnavailable],
    handle: async ({ params, caller }) => {
      const { level, index, width } = tileAddress(`entries/${params.path}`)
      if (level !== 'entries') throw logPathUnknown('not a bundle of entries')
      const { value } = await writer.transaction(caller.tenant, async (tx, log) => {
        const found = await reader.entries(index, width, tx)
        log.add(readBy(caller, entriesRead, { bundle: index, width }))
        return found
      })
      return bytes(value, BYTES, 'private, no-store')
    },
  })
}

function receiptRoute(reader: LogReader): Route {
  return route({
    operation: 'log.receipt',
    method: 'GET',
    path: '/log/receipts/{leaf}',
    summary:
      'An offline proof that an entry is in the log (C2SP tlog-proof); `Prefer: wait=N` waits up to N seconds for it',
    access: 'key',
    params: leafParams,
    replyType: TEXT,
    statuses: [200],
    errors: [leafNotSequenced],
    handle: async ({ params, prefer, signal }) => {
      const waitMs = preferredWaitMs(prefer)
      const receipt = await reader.receipt(Buffer.from(params.leaf, 'hex'), { waitMs, signal })
      return bytes(Buffer.from(receipt, 'utf8'), TEXT, 'private, no-store')
    },
  })
}

/** `wait=N` of RFC 7240 §4.3 in milliseconds, at most 30 s; 0 where nothing (valid) is preferred. */
export function preferredWaitMs(prefer: string | undefined): number {
  const seconds = /(?:^|[,;\s])wait\s*=\s*"?(\d{1,6})"?(?:$|[,;\s])/i.exec(prefer ?? '')?.[1]
  return seconds === undefined ? 0 : Math.min(Number(seconds) * 1000, MOST_WAIT_MS)
}

function bytes(content: Uint8Array, type: string, cache: string): RouteReply<never> {
  return { status: 200, bytes: content, headers: { 'content-type': type, 'cache-control': cache } }
}
