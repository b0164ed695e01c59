import { parseCanonical } from '@azukari/proof'
import { laneOpened } from '../events.ts'
import { endorsementInput, type LogIdentity, verifyRaw } from '../origin/process-key.ts'

/** The members of an entry that the sequencer looks at. */
export interface ReadEntry {
  readonly time: number
  readonly unmapped: {
    readonly event: string
    readonly lane: {
      readonly id: string
      readonly batch: number
      readonly pos: number
      readonly prev?: string
    }
    readonly detail?: Readonly<Record<string, unknown>>
    readonly commitments?: Readonly<Record<string, string>>
  }
}

/** An entry, or undefined where the bytes are not canonical JSON (RFC 8785) with the members that every entry has. */
export function readEntry(bytes: Uint8Array): ReadEntry | undefined {
  try {
    const event = parseCanonical(bytes) as unknown as ReadEntry
    const { lane } = event.unmapped
    return typeof lane.id === 'string' && Number.isSafeInteger(event.time) ? event : undefined
  } catch {
    return undefined
  }
}

/** Whether an entry says of itself what its batch says of it: a log whose entries contradict their lanes could never be verified again. */
export function isInPlace(
  entry: ReadEntry | undefined,
  pos: number,
  { lane, batch, prev }: { readonly lane: string; readonly batch: number; readonly prev: string },
): boolean {
  if (entry === undefined) return false
  const said = entry.unmapped.lane
  const prevFits = pos === 0 ? said.prev === prev : said.prev === undefined
  return said.id === lane && said.batch === batch && said.pos === pos && prevFits
}

/** The process key that a lane's first entry names, when the log's key endorsed it. */
export function endorsedKey(entry: ReadEntry | undefined, log: LogIdentity): Buffer | undefined {
  const { event, detail } = entry?.unmapped ?? {}
  if (event !== laneOpened.name || detail === undefined) return undefined
  const { process_key: hex, endorsement } = detail
  if (typeof hex !== 'string' || !/^[0-9a-f]{64}$/.test(hex) || typeof endorsement !== 'string')
    return undefined
  const key = Buffer.from(hex, 'hex')
  const signature = Buffer.from(endorsement, 'base64')
  return verifyRaw(endorsementInput(log.origin, key), signature, log.publicKey) ? key : undefined
}
