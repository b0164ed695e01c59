import { z } from 'zod'
import { route } from '../../platform/route.ts'

const params = z.strictObject({ collection: z.string().max(40), id: z.string() })

/** Routes that do nothing but show what reached them. */
export const echoRoute = route({
  operation: 'record.put',
  method: 'PUT',
  path: '/collections/{collection}/records/{id}',
  summary: 'Puts a record',
  access: { action: 'allowed' },
  params,
  body: z.strictObject({ fields: z.record(z.string(), z.unknown()), note: z.string().max(5).optional() }),
  reply: z.strictObject({
    params,
    fields: z.record(z.string(), z.unknown()),
    ifMatch: z.string().optional(),
    key: z.string().optional(),
    prefer: z.string().optional(),
    tenant: z.number(),
    address: z.string(),
  }),
  statuses: [200],
  errors: [],
  handle: async (x) => ({
    status: 200,
    headers: { etag: '"4"' },
    body: {
      params: x.params,
      fields: x.body.fields,
      ifMatch: x.ifMatch,
      key: x.idempotencyKey,
      prefer: x.prefer,
      tenant: x.caller.tenant,
      address: x.address,
    },
  }),
})

export const readRoute = route({
  operation: 'record.get',
  method: 'GET',
  path: '/collections/{collection}/records/{id}',
  summary: 'Reads a record',
  access: 'key',
  params,
  query: z.strictObject({ limit: z.coerce.number().int().max(10).optional() }),
  reply: z.strictObject({ id: z.string(), limit: z.number().optional() }),
  statuses: [200],
  errors: [],
  handle: async (x) => ({ status: 200, body: { id: x.params.id, limit: x.query.limit } }),
})

export const deleteRoute = route({
  operation: 'record.delete',
  method: 'DELETE',
  path: '/collections/{collection}/records/{id}',
  summary: 'Deletes a record',
  access: { action: 'forbidden' },
  params,
  statuses: [204],
  errors: [],
  handle: async () => ({ status: 204 }),
})

export const tileRoute = route({
  operation: 'log.tile',
  method: 'GET',
  path: '/log/tile/{path+}',
  summary: 'A tile of the log',
  access: 'public',
  params: z.strictObject({ path: z.string().max(100) }),
  replyType: 'application/octet-stream',
  statuses: [200],
  errors: [],
  handle: async (x) => ({
    status: 200,
    bytes: Buffer.from(x.params.path),
    headers: { 'content-type': 'application/octet-stream', 'cache-control': 'public, immutable' },
  }),
})

export const failingRoute = route({
  operation: 'fail',
  method: 'GET',
  path: '/fail',
  summary: 'Fails',
  access: 'public',
  statuses: [200],
  errors: [],
  handle: () => Promise.reject(new Error('secret from the inside')),
})

async function* upperCase(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  for await (const chunk of chunks) yield Buffer.from(Buffer.from(chunk).toString('latin1').toUpperCase())
}

export const importRoute = route({
  operation: 'record.import',
  method: 'POST',
  path: '/collections/{collection}/import',
  summary: 'Streams in, streams out',
  access: 'key',
  params: z.strictObject({ collection: z.string() }),
  streams: 'application/x-ndjson',
  replyType: 'application/x-ndjson',
  statuses: [200],
  errors: [],
  handle: async (x) => ({
    status: 200,
    headers: { 'content-type': 'application/x-ndjson' },
    stream: upperCase(x.stream ?? (async function* () {})()),
  }),
})

export const testRoutes = [echoRoute, readRoute, deleteRoute, tileRoute, failingRoute, importRoute]
