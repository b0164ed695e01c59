import { AzukariError } from '../../platform/errors.ts'
import { type Route, route } from '../../platform/route.ts'
import * as errors from '../errors.ts'
import { recordParams } from '../schemas.ts'
import type { VaultDoors } from '../vault-doors.ts'
import { readImportLines } from './import-lines.ts'
import { type ImportOutcome, importRecordBatches } from './import-records.ts'

/** NDJSON in, NDJSON out, streamed both ways with back-pressure: memory does not grow with the length of the file. */
export function importRoute({ putter }: VaultDoors): Route {
  return route({
    operation: 'record.import',
    method: 'POST',
    path: '/collections/{collection}/import',
    summary: 'Puts a stream of records, one JSON object a line, and answers one result a line, in order',
    access: 'key',
    params: recordParams.pick({ collection: true }),
    streams: 'application/x-ndjson',
    replyType: 'application/x-ndjson',
    statuses: [200],
    errors: [errors.unknownCollection, errors.accessDenied],
    async handle({ caller, params, stream }) {
      const sent = readImportLines(params.collection, stream ?? empty())
      return {
        status: 200,
        headers: { 'content-type': 'application/x-ndjson' },
        stream: results(importRecordBatches(putter, caller, sent)),
      }
    },
  })
}

async function* empty(): AsyncGenerator<Uint8Array> {}

/** What ends the stream early is its last line: the status went out long ago. */
async function* results(batches: AsyncIterable<readonly ImportOutcome[]>): AsyncGenerator<Uint8Array> {
  try {
    for await (const outcomes of batches) yield lines(outcomes)
  } catch (error) {
    const known = error instanceof AzukariError
    const code = known ? error.code : 'internal_error'
    yield lines([{ status: 'ended', code, detail: known ? error.detail : '' }])
  }
}

/** In one piece: each write to a connection wakes the other side. */
const lines = (values: readonly unknown[]) =>
  Buffer.from(values.map((value) => `${JSON.stringify(value)}\n`).join(''), 'utf8')
