import { z } from 'zod'
import { type Route, route } from '../../platform/route.ts'
import { unknownCollection } from '../errors.ts'
import { findCollection } from '../records/find-collection.ts'
import { recordParams } from '../schemas.ts'
import type { VaultDeps } from '../vault-deps.ts'
import type { SampleMode } from './made-up-text.ts'
import { sampleKey } from './sample-key.ts'
import { sampleRecords } from './sample-records.ts'

const MOST = 100_000

/** A test data set of a collection, made where the data is: what leaves is made up. */
export function sampleRoute(deps: VaultDeps): Route {
  return route({
    operation: 'record.sample',
    method: 'POST',
    path: '/collections/{collection}/sample',
    summary:
      'Records of the same shape and references with no real value in them, as lines to import into a test environment; each batch that is read for it is an entry',
    access: { action: 'make-sample' },
    params: recordParams.pick({ collection: true }),
    body: z.strictObject({
      records: z.int().min(1).max(MOST).optional(),
      masked: z.boolean().optional(),
      seed: z.string().min(1).max(200).optional(),
    }),
    replyType: 'application/x-ndjson',
    statuses: [200],
    errors: [unknownCollection],
    async handle({ caller, params, body }) {
      // Before the first byte: an unknown collection is told as such.
      findCollection(await deps.policy.load(), params.collection)
      const key = await sampleKey(deps, caller.tenant, body.seed)
      const mode: SampleMode = body.masked ? 'masked' : 'synthetic'
      const query = { collection: params.collection, records: body.records ?? 1000, mode, key }
      const lines = async function* () {
        try {
          for await (const { id, fields, events } of sampleRecords(deps, caller, query)) {
            yield Buffer.from(`${JSON.stringify({ id, fields, events })}\n`, 'utf8')
          }
        } finally {
          key.fill(0)
        }
      }
      const headers = { 'content-type': 'application/x-ndjson', 'cache-control': 'private, no-store' }
      return { status: 200, headers, stream: lines() }
    },
  })
}
