import type { Json } from '../canonical-json.ts'
import { fromHex, isHex, toHex } from '../encoding.ts'
import { LANE_START, laneHead } from '../lane/lane-head.ts'
import { CompactRange } from '../merkle/compact-range.ts'
import type { Problems } from './problems.ts'

/** Where a lane stands: its last batch and the head of that. */
export interface LaneState {
  readonly batch: number
  readonly head: string
}

/** By lane id in hex. */
export type LaneStates = Readonly<Record<string, LaneState>>

interface Lane {
  batch: number
  /** The position expected next; 0 before the first entry of `batch`. */
  next: number
  /** The batch's leaves so far; undefined where an entry is missing and the head cannot be known. */
  leaves: CompactRange | undefined
  /** Head of the batch before; undefined where it cannot be known. */
  prev: Uint8Array | undefined
}

interface Place {
  readonly id: string
  readonly batch: number
  readonly pos: number
  readonly prev: string | undefined
}

const MOST_NAMED = 1000

/**
 * Follows every lane through the log: batches one after the other, positions without a gap, and each batch
 * naming the head of the one before. This shows what was taken out before it was ever sequenced.
 */
export class LaneChecker {
  readonly #lanes = new Map<string, Lane>()
  readonly #problems: Problems
  readonly #onClose: (lane: string, batch: number, head: string) => void
  /** True once entries were pruned unread: a lane may then be met in its middle. */
  lenient = false

  constructor(
    problems: Problems,
    start: LaneStates,
    onClose: (lane: string, batch: number, head: string) => void,
  ) {
    this.#problems = problems
    this.#onClose = onClose
    for (const [id, { batch, head }] of Object.entries(start)) {
      this.#lanes.set(id, { batch: batch + 1, next: 0, leaves: new CompactRange(), prev: fromHex(head, 32) })
    }
  }

  /** One entry in the order of the log; `leaf` is what its bytes hash to. */
  entry(index: number, leaf: Uint8Array, member: Json | undefined): void {
    const place = readPlace(member)
    if (place === undefined) {
      this.#problems.add({
        code: 'lane_malformed',
        index,
        message: 'the entry does not say its place in a lane',
      })
      return
    }
    const lane = this.#laneOf(place)
    if (place.batch < lane.batch || (place.batch === lane.batch && place.pos < lane.next)) {
      this.#report('lane_out_of_order', index, place, 'an entry that was due earlier, or a second time')
      return
    }
    if (place.batch > lane.batch) this.#nextBatch(lane, index, place)
    this.#missingEntries(lane, index, place)
    if (place.pos === 0) this.#checkPrev(lane, index, place)
    lane.leaves?.append(leaf)
    lane.next = place.pos + 1
  }

  /** Ends the last batch of each lane; where each lane stands. Lanes whose head cannot be known are left out. */
  end(): LaneStates {
    const states: Record<string, LaneState> = {}
    for (const [id, lane] of this.#lanes) {
      const head = lane.next === 0 ? lane.prev : this.#close(id, lane)
      const batch = lane.next === 0 ? lane.batch - 1 : lane.batch
      if (head !== undefined) states[id] = { batch, head: toHex(head) }
    }
    return states
  }

  #laneOf(place: Place): Lane {
    let lane = this.#lanes.get(place.id)
    if (lane === undefined) {
      lane = { batch: 1, next: 0, leaves: new CompactRange(), prev: LANE_START }
      if (this.lenient) {
        const whole = place.pos === 0
        lane = {
          batch: place.batch,
          next: place.pos,
          leaves: whole ? new CompactRange() : undefined,
          prev: undefined,
        }
      }
      this.#lanes.set(place.id, lane)
    }
    return lane
  }

  /** Closes the batch the lane is in, names the batches that are missing and opens the one that came. */
  #nextBatch(lane: Lane, index: number, place: Place): void {
    const unbegun = lane.next === 0
    const head = unbegun ? undefined : this.#close(place.id, lane)
    const first = unbegun ? lane.batch : lane.batch + 1
    const most = Math.min(place.batch, first + MOST_NAMED)
    for (let batch = first; batch < most; batch++) {
      const message =
        batch + 1 === most && most < place.batch
          ? `batches to ${place.batch - 1} are missing`
          : 'a batch is missing'
      this.#problems.add({ code: 'lane_batch_missing', index, lane: place.id, batch, message })
    }
    lane.batch = place.batch
    lane.next = 0
    lane.leaves = new CompactRange()
    lane.prev = first === place.batch ? head : undefined
  }

  #missingEntries(lane: Lane, index: number, place: Place): void {
    if (place.pos === lane.next) return
    const most = Math.min(place.pos, lane.next + MOST_NAMED)
    for (let pos = lane.next; pos < most; pos++) {
      const message =
        pos + 1 === most && most < place.pos
          ? `positions to ${place.pos - 1} are missing`
          : 'an entry is missing'
      this.#report('lane_entry_missing', index, { ...place, pos }, message)
    }
    lane.leaves = undefined
  }

  #checkPrev(lane: Lane, index: number, place: Place): void {
    const claimed = fromHex(place.prev ?? '', 32)
    if (lane.prev !== undefined && toHex(lane.prev) !== place.prev) {
      this.#report(
        'lane_prev_mismatch',
        index,
        place,
        `batch ${place.batch - 1} is not the one this batch follows`,
      )
    }
    lane.prev = claimed // what follows is then judged by what the writer said, and named once
  }

  #close(id: string, lane: Lane): Uint8Array | undefined {
    if (lane.leaves === undefined || lane.prev === undefined) return undefined
    const { batch, prev, leaves } = lane
    const head = laneHead({ lane: fromHex(id, 16), batch, count: leaves.size, root: leaves.root(), prev })
    this.#onClose(id, batch, toHex(head))
    return head
  }

  #report(
    code: 'lane_out_of_order' | 'lane_prev_mismatch' | 'lane_entry_missing',
    index: number,
    place: Place,
    message: string,
  ): void {
    this.#problems.add({ code, index, lane: place.id, batch: place.batch, pos: place.pos, message })
  }
}

function readPlace(member: Json | undefined): Place | undefined {
  if (typeof member !== 'object' || member === null || Array.isArray(member)) return undefined
  const { id, batch, pos, prev } = member as { readonly [name: string]: Json }
  if (!isHex(id, 16) || !isCount(batch, 1) || !isCount(pos, 0)) return undefined
  if (pos === 0 ? !isHex(prev, 32) : prev !== undefined) return undefined
  return { id, batch, pos, prev: prev as string | undefined }
}

function isCount(value: Json | undefined, least: number): value is number {
  return typeof value === 'number' && Number.isSafeInteger(value) && value >= least
}
