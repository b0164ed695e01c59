import { sha256 } from '#sha256'
import { canonicalJson } from '../canonical-json.ts'
import { toHex, utf8 } from '../encoding.ts'
import { LANE_START } from '../lane/lane-head.ts'
import { type LogPromise, promiseFor } from '../lane/promise.ts'
import { sealBatch } from '../lane/seal-batch.ts'
import { leafHash } from '../merkle/tree-hash.ts'
import type { TestKey } from './test-key.ts'

const START = Date.UTC(2026, 0, 1)

export interface SampleOptions {
  readonly origin: string
  readonly processKey: TestKey
  readonly lanes: number
  readonly batches: number
  /** Entries in one batch. */
  readonly batchSize: number
  /** False leaves them out, for large logs. */
  readonly promised?: boolean
}

export interface SampleEntries {
  readonly entries: Uint8Array[]
  /** One for each entry, in the same order; none where they were left out. */
  readonly promises: LogPromise[]
}

/** Entries as the server writes them: lanes take turns, each batch chained and promised. */
export async function sampleEntries(options: SampleOptions): Promise<SampleEntries> {
  const { origin, processKey, lanes, batches, batchSize, promised = true } = options
  const entries: Uint8Array[] = []
  const promises: LogPromise[] = []
  const heads = Array.from({ length: lanes }, () => LANE_START)
  for (let batch = 1; batch <= batches; batch++) {
    for (let number = 0; number < lanes; number++) {
      const lane = sha256(utf8(`lane ${number}`)).slice(0, 16)
      const prev = heads[number] as Uint8Array
      const texts = Array.from({ length: batchSize }, (_, pos) => {
        const place = { id: toHex(lane), batch, pos }
        return sampleEntry(entries.length + pos, pos === 0 ? { ...place, prev: toHex(prev) } : place)
      })
      const due = START + entries.length + 60_000
      const leaves = texts.map(leafHash)
      const sealed = await sealBatch(
        { origin, lane, batch, prev, leaves, due },
        { key: processKey.publicKey, sign: processKey.sign },
      )
      for (let pos = 0; promised && pos < batchSize; pos++) promises.push(promiseFor(sealed, pos))
      heads[number] = sealed.head
      entries.push(...texts)
    }
  }
  return { entries, promises }
}

/** One OCSF event of about 450 bytes, the bytes of its canonical JSON. */
export function sampleEntry(number: number, lane: object): Uint8Array {
  const random = toHex(sha256(utf8(`entry ${number}`)))
  const event = {
    class_uid: 6005,
    category_uid: 6,
    activity_id: 2,
    type_uid: 600_502,
    time: START + number,
    severity_id: 1,
    status_id: 1,
    metadata: { version: '1.8.0', product: { name: 'Azukari' } },
    actor: { user: { uid: `svc_${random.slice(0, 32)}` } },
    unmapped: { salt: random.slice(32), lane, purpose: 'fulfilment', commitments: { subject: random } },
  }
  return utf8(canonicalJson(event))
}
