import { AzukariError } from '../../platform/errors.ts'
import { type Route, route } from '../../platform/route.ts'
import * as errors from '../errors.ts'
import { recordParams } from '../schemas.ts'
import type { VaultDoors } from '../vault-doors.ts'
import { readImportLines } from './import-lines.ts'
import { type ImportOutcome, importRecords } from './import-records.ts'

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
      const lines = readImportLines(params.collection, stream ?? empty())
      return {
        status: 200,
        headers: { 'content-type': 'application/x-ndjson' },
        stream: results(importRecords(putter, caller, lines)),
      }
    },
  })
}

async function* empty(): AsyncGenerator<Uint8Array> {}

/** What ends the stream early is its last line: the status went out long ago. */
async function* results(outcomes: AsyncIterable<ImportOutcome>): AsyncGenerator<Uint8Array> {
  try {
    for await (const outcome of outcomes) yield line(outcome)
  } catch (error) {
    const known = error instanceof AzukariError
    yield line({
      status: 'ended',
      code: known ? error.code : 'internal_error',
      detail: known ? error.detail : '',
    })
  }
}

const line = (value: unknown) => Buffer.from(`${JSON.stringify(value)}\n`, 'utf8')
