import {
  LANE_START,
  type LogPromise,
  leafHash,
  MAX_ENTRY_LENGTH,
  promiseFor,
  type SealedBatch,
  sealBatch,
} from '@azukari/proof'
import { newId } from '../../platform/ids.ts'
import { buildEntry, type EntryDraft, type Opening } from '../entry/entry.ts'
import { entryTooLarge } from '../errors.ts'
import { laneOpened } from '../events.ts'
import type { ProcessKey } from '../origin/process-key.ts'

/** A batch as it goes into `audit.pending`. */
export interface Batch {
  readonly lane: Buffer
  readonly batch: number
  readonly prev: Buffer
  readonly head: Buffer
  readonly signature: Buffer
  readonly madeMs: number
  readonly dueMs: number
  readonly leaves: readonly Uint8Array[]
  /** What its promises are made from. */
  readonly sealed: SealedBatch
  /** C2SP entry bundle: each entry after its length as u16 big-endian. */
  readonly entries: Buffer
  readonly openings: readonly {
    readonly pos: number
    readonly tenant: number
    readonly openings: readonly Opening[]
  }[]
  /** Position of the caller's first draft; one more than 0 when the lane opened with this batch. */
  readonly first: number
}

export interface LaneOptions {
  readonly origin: string
  readonly processKey: ProcessKey
  /** How long after a batch is written its entries must be in the signed log, in milliseconds. */
  readonly promiseWithinMs: number
  readonly predecessor?: Buffer
}

/**
 * One chain of batches. A lane is used by one transaction at a time; its counter and its last head advance only when a batch is known to be
 * committed. When the outcome is not known the lane is closed for good: going on could number two batches alike.
 */
export class Lane {
  readonly id: Buffer = newId()
  readonly #options: LaneOptions
  #batch = 0
  #head: Buffer = Buffer.from(LANE_START)

  constructor(options: LaneOptions) {
    this.#options = options
  }

  /** Makes the next batch; nothing changes in the lane until `advance`. */
  async build(drafts: readonly EntryDraft[], nowMs: number): Promise<Batch> {
    const batch = this.#batch + 1
    const all = batch === 1 ? [this.#opening(), ...drafts] : drafts
    const id = this.id.toString('hex')
    const texts: string[] = []
    const lengths: number[] = []
    const openings: { pos: number; tenant: number; openings: readonly Opening[] }[] = []
    let size = 0
    for (let pos = 0; pos < all.length; pos++) {
      const draft = all[pos] as EntryDraft
      const place = pos === 0 ? { id, batch, pos, prev: this.#head.toString('hex') } : { id, batch, pos }
      const built = buildEntry(draft, place, nowMs)
      const length = Buffer.byteLength(built.text, 'utf8')
      if (length > MAX_ENTRY_LENGTH)
        throw entryTooLarge(`${length} bytes; an entry holds ${MAX_ENTRY_LENGTH}`)
      texts.push(built.text)
      lengths.push(length)
      size += 2 + length
      if (built.openings.length > 0)
        openings.push({ pos, tenant: draft.tenant?.tenant ?? 0, openings: built.openings })
    }
    const { entries, leaves } = bundleOf(texts, lengths, size)
    const { origin, processKey, promiseWithinMs } = this.#options
    const dueMs = nowMs + promiseWithinMs
    const sealed = await sealBatch(
      { origin, lane: this.id, batch, prev: this.#head, leaves, due: dueMs },
      { key: processKey.publicKey, sign: processKey.sign },
    )
    return {
      lane: this.id,
      batch,
      prev: this.#head,
      head: Buffer.from(sealed.head),
      signature: Buffer.from(sealed.signature),
      madeMs: nowMs,
      dueMs,
      leaves,
      sealed,
      entries,
      openings,
      first: all.length - drafts.length,
    }
  }

  /** To be called once the transaction that holds the batch is known to be committed. */
  advance(batch: Batch): void {
    this.#batch = batch.batch
    this.#head = batch.head
  }

  /** The promise for the caller's draft number `i` of a committed batch. */
  promise(batch: Batch, i: number): LogPromise {
    return promiseFor(batch.sealed, batch.first + i)
  }

  #opening(): EntryDraft {
    const { processKey, predecessor } = this.#options
    return {
      kind: laneOpened,
      outcome: 'success',
      actor: 'system',
      detail: {
        process_key: processKey.publicKey.toString('hex'),
        endorsement: processKey.endorsement.toString('base64'),
        succeeds: predecessor?.toString('hex'),
      },
    }
  }
}

/** The entries in one piece of memory, each after its length, and their leaf hashes. */
function bundleOf(texts: readonly string[], lengths: readonly number[], size: number) {
  const entries = Buffer.allocUnsafe(size)
  const leaves: Uint8Array[] = []
  let at = 0
  for (let i = 0; i < texts.length; i++) {
    const length = lengths[i] as number
    entries.writeUInt16BE(length, at)
    entries.write(texts[i] as string, at + 2, 'utf8')
    leaves.push(leafHash(entries.subarray(at + 2, at + 2 + length)))
    at += 2 + length
  }
  return { entries, leaves }
}
