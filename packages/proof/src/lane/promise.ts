import { canonicalJson, type Json } from '../canonical-json.ts'
import { fromBase64, isHex, toBase64, toHex, utf8 } from '../encoding.ts'
import { ProofError } from '../errors.ts'
import { parseCanonical } from '../parse-canonical.ts'
import { type SignedBatch, treeRows } from './seal-batch.ts'

/**
 * A signed commitment that an entry will be in the log by `due`. As JSON: hashes, lane and key in
 * lower-case hex, the signature in base64, `due` in milliseconds since 1970 UTC.
 */
export type LogPromise = {
  readonly v: 1
  readonly origin: string
  /** Leaf hash of the entry. */
  readonly leaf: string
  readonly lane: string
  readonly batch: number
  /** Entries in the batch. */
  readonly count: number
  readonly pos: number
  /** Audit path of the leaf in the batch's tree. */
  readonly path: readonly string[]
  readonly prev: string
  readonly due: number
  /** Raw Ed25519 public key of the process that promises. */
  readonly key: string
  readonly sig: string
}

const MEMBERS = ['batch', 'count', 'due', 'key', 'lane', 'leaf', 'origin', 'path', 'pos', 'prev', 'sig', 'v']

/** The promise for the entry at `pos` of a signed batch. Throws `range_invalid` where there is none. */
export function promiseFor(batch: SignedBatch, pos: number): LogPromise {
  if (batch.leaves[pos] === undefined)
    throw new ProofError('range_invalid', `no entry ${pos} in a batch of ${batch.leaves.length}`)
  const { rows, lane, prev, key, sig } = writtenOf(batch)
  return {
    v: 1,
    origin: batch.origin,
    leaf: hexAt(rows[0] as WrittenRow, pos),
    lane,
    batch: batch.batch,
    count: batch.leaves.length,
    pos,
    path: pathAt(rows, pos),
    prev,
    due: batch.due,
    key,
    sig,
  }
}

interface WrittenRow {
  readonly hashes: readonly Uint8Array[]
  /** Each hash as text, once it was asked for. */
  readonly texts: (string | undefined)[]
}

interface Written {
  readonly rows: readonly WrittenRow[]
  readonly lane: string
  readonly prev: string
  readonly key: string
  readonly sig: string
}

/** What the promises of one batch share, written once. */
const written = new WeakMap<SignedBatch, Written>()

function writtenOf(batch: SignedBatch): Written {
  let known = written.get(batch)
  if (known === undefined) {
    const rows = batch.rows ?? treeRows(batch.leaves)
    known = {
      rows: rows.map((hashes) => ({ hashes, texts: [] })),
      lane: toHex(batch.lane),
      prev: toHex(batch.prev),
      key: toHex(batch.key),
      sig: toBase64(batch.signature),
    }
    written.set(batch, known)
  }
  return known
}

function hexAt({ hashes, texts }: WrittenRow, at: number): string {
  texts[at] ??= toHex(hashes[at] as Uint8Array)
  return texts[at]
}

/** The audit path of one leaf, read off the rows. */
function pathAt(rows: readonly WrittenRow[], pos: number): string[] {
  const path: string[] = []
  let at = pos
  for (let level = 0; level < rows.length - 1; level++) {
    const row = rows[level] as WrittenRow
    const sibling = at ^ 1
    if (sibling < row.hashes.length) path.push(hexAt(row, sibling))
    at >>>= 1
  }
  return path
}

/** Canonical JSON. */
export function encodePromise(promise: LogPromise): string {
  return canonicalJson(promise)
}

/** Reads what `encodePromise` wrote, and nothing else. Throws `promise_malformed`. */
export function parsePromise(text: string): LogPromise {
  let value: Json
  try {
    value = parseCanonical(utf8(text))
  } catch (cause) {
    throw new ProofError('promise_malformed', 'not canonical JSON', { cause })
  }
  return readPromise(value)
}

/**
 * A promise out of parsed JSON, such as an answer's `promise` member: exactly its members, each of its
 * form. Nothing about the signature is checked here. Throws `promise_malformed`.
 */
export function readPromise(value: unknown): LogPromise {
  if (typeof value !== 'object' || value === null) throw malformed('not an object')
  const names = Object.keys(value).sort()
  if (names.join() !== MEMBERS.join()) throw malformed(`its members are ${names.join(', ')}`)
  const promise = value as Record<keyof LogPromise, unknown>
  if (promise.v !== 1) throw malformed('of another version')
  if (typeof promise.origin !== 'string' || promise.origin === '') throw malformed('origin')
  for (const name of ['leaf', 'prev', 'key'] as const) if (!isHex(promise[name], 32)) throw malformed(name)
  if (!isHex(promise.lane, 16)) throw malformed('lane')
  if (!isCount(promise.batch, 1, Number.MAX_SAFE_INTEGER)) throw malformed('batch')
  if (!isCount(promise.count, 1, 2 ** 32 - 1)) throw malformed('count')
  if (!isCount(promise.pos, 0, promise.count - 1)) throw malformed('pos')
  if (!isCount(promise.due, 0, Number.MAX_SAFE_INTEGER)) throw malformed('due')
  if (!Array.isArray(promise.path) || !promise.path.every((hash) => isHex(hash, 32))) throw malformed('path')
  if (typeof promise.sig !== 'string' || !isSignature(promise.sig)) throw malformed('sig')
  return value as LogPromise
}

function isCount(value: unknown, least: number, most: number): value is number {
  return typeof value === 'number' && Number.isSafeInteger(value) && value >= least && value <= most
}

function isSignature(text: string): boolean {
  try {
    return fromBase64(text).length === 64
  } catch {
    return false
  }
}

function malformed(what: string): ProofError {
  return new ProofError('promise_malformed', `not a promise: ${what}`)
}
