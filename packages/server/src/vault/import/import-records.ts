import { isBucketNotCurrent } from '../../keys/index.ts'
import { AzukariError, isAzukariError } from '../../platform/errors.ts'
import type { Caller } from '../../platform/route.ts'
import type { PutResult, Putter } from '../put/put-record.ts'
import type { PutInput, PutSlot } from '../put/put-slot.ts'
import type { VaultDeps } from '../vault-deps.ts'
import { type BulkOutcome, bulkBatch } from './bulk-batch.ts'
import { slotMaker } from './bulk-slots.ts'
import { importInBatches, type Lines } from './import-batches.ts'

export interface ImportLine {
  readonly index: number
  /** Length of the line it came from. */
  readonly bytes?: number
  readonly input: PutInput
}

/** A line that never became a put. */
export interface LineFault {
  readonly index: number
  readonly error: AzukariError
}

export type ImportOutcome =
  | {
      readonly index: number
      readonly status: 'created' | 'changed' | 'unchanged' | 'repeated'
      readonly id: string
      readonly version: number
    }
  | { readonly index: number; readonly status: 'refused'; readonly code: string; readonly detail: string }

/**
 * Puts a stream of records and answers an outcome for each, in order. A refused line is reported with its position and the rest goes on; a line that
 * changes nothing of its record is answered `unchanged` and makes no version of it. What cannot be about one line (no key provider, no database, an
 * unknown commit) ends the stream by throwing.
 */
export async function* importRecords(
  putter: Putter,
  caller: Caller,
  lines: AsyncIterable<Lines>,
): AsyncGenerator<ImportOutcome> {
  for await (const outcomes of importRecordBatches(putter, caller, lines)) yield* outcomes
}

/** The same, with the outcomes of a batch together. */
export function importRecordBatches(
  putter: Putter,
  caller: Caller,
  lines: AsyncIterable<Lines>,
): AsyncGenerator<readonly ImportOutcome[]> {
  return importInBatches((batch) => importBatch(putter.deps, putter, caller, batch), lines)
}

/** A batch in one transaction; what that cannot settle is put line by line. */
async function importBatch(
  deps: VaultDeps,
  putter: Putter,
  caller: Caller,
  lines: readonly (ImportLine | LineFault)[],
): Promise<readonly ImportOutcome[]> {
  const outcomes = new Map<ImportLine | LineFault, ImportOutcome>()
  const slots = new Map<PutSlot, ImportLine>()
  const make = await slotMaker(deps, caller)
  for (const line of lines) {
    if ('error' in line) outcomes.set(line, refusedBy(line.index, line.error))
    else {
      try {
        slots.set(make(line.input), line)
      } catch (error) {
        outcomes.set(line, refusal(line.index, error))
      }
    }
  }
  const settled = slots.size > 0 ? await settle(deps, [...slots.keys()]) : new Map<PutSlot, BulkOutcome>()
  const alone: Promise<void>[] = []
  for (const [slot, line] of slots) {
    const outcome = settled.get(slot)
    if (outcome === undefined || outcome.kind === 'again')
      alone.push(importOne(putter, caller, line).then((done) => void outcomes.set(line, done)))
    else outcomes.set(line, outcomeOf(line, outcome))
  }
  const failed = (await Promise.allSettled(alone)).find((a) => a.status === 'rejected')
  if (failed) throw failed.reason
  return lines.map((line) => outcomes.get(line) as ImportOutcome)
}

/** Empty when the batch raised and nothing of it was kept: one of its lines may be why, and each by itself gets what it deserves. */
async function settle(
  deps: VaultDeps,
  slots: readonly PutSlot[],
): Promise<ReadonlyMap<PutSlot, BulkOutcome>> {
  try {
    return await bulkBatch(deps, slots)
  } catch (error) {
    if (isAzukariError(error, 'commit_unknown') || isAzukariError(error, 'key_provider_unavailable'))
      throw error
    // A bucket renewed or ended since its key was taken: look again where keys go.
    if (isBucketNotCurrent(error) || isAzukariError(error, 'key_gone')) deps.keyring.forgetPlaces()
    return new Map()
  }
}

function outcomeOf(
  { index, input }: ImportLine,
  outcome: Exclude<BulkOutcome, { kind: 'again' }>,
): ImportOutcome {
  return outcome.kind === 'refused'
    ? refusal(index, outcome.error)
    : { index, status: outcome.kind, id: input.id, version: outcome.version }
}

async function importOne(
  putter: Putter,
  caller: Caller,
  { index, input }: ImportLine,
): Promise<ImportOutcome> {
  try {
    const result: PutResult = await putter.put(caller, input)
    const status = result.repeated ? 'repeated' : result.created ? 'created' : 'changed'
    return { index, status, id: result.id, version: result.version }
  } catch (error) {
    return refusal(index, error)
  }
}

/** What an error means to its line; throws one that is not about a line. */
function refusal(index: number, error: unknown): ImportOutcome {
  if (!(error instanceof AzukariError) || endsImport(error)) throw error
  return refusedBy(index, error)
}

const refusedBy = (index: number, { code, detail }: AzukariError): ImportOutcome => ({
  index,
  status: 'refused',
  code,
  detail,
})

const OF_ONE_LINE = ['cell_unreadable', 'ciphertext_invalid', 'entry_too_large']

// A key that ended (401) says the same of every line to come.
const endsImport = (error: AzukariError) =>
  error.status === 401 || (error.status >= 500 && !OF_ONE_LINE.includes(error.code))
