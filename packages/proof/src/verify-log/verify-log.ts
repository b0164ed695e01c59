import type { Json } from '../canonical-json.ts'
import type { Checkpoint } from '../checkpoint.ts'
import { parseCheckpoint } from '../checkpoint.ts'
import { equalBytes, fromUtf8, toHex } from '../encoding.ts'
import type { LogPromise } from '../lane/promise.ts'
import { leafHash } from '../merkle/tree-hash.ts'
import { parseNote } from '../note/note.ts'
import { parseVkey, type VerifierKey } from '../note/vkey.ts'
import { openCheckpoint } from '../open-checkpoint.ts'
import { readLane } from '../parse-canonical.ts'
import { entriesPath, TILE_WIDTH } from '../tiles/tile-path.ts'
import { EarlierHeads } from './earlier-heads.ts'
import { LaneChecker } from './lane-checker.ts'
import { MissingBundles } from './missing-bundles.ts'
import type { VerifyOptions, VerifyReport } from './options.ts'
import { Problems, reason } from './problems.ts'
import { PromiseLedger } from './promise-ledger.ts'
import { type LogSource, type Resource, readBundle, readResource, readTile } from './read-resource.ts'
import { settleLeaves } from './settle-leaves.ts'
import { reportMissing, TreeChecker } from './tree-checker.ts'

const MOST_PROBLEMS = 10_000

/**
 * Verifies a whole log from its served layout: the checkpoint's signature, every entry against its leaf,
 * every hash tile at every level, the root, every lane's chain, and what was kept from before (earlier
 * checkpoints, promises). Reads bundle by bundle; memory does not grow with the log, only with the
 * number of its lanes and of the promises given. Never throws for what it reads: all of it is in the
 * report. Throws `vkey_malformed` for keys that are none.
 */
export async function verifyLog(source: LogSource, options: VerifyOptions): Promise<VerifyReport> {
  const keys = options.keys.map(parseVkey)
  const problems = new Problems(options.maxProblems ?? MOST_PROBLEMS)
  const head = await readHead(source, keys, options.origin, problems)
  if (head === undefined) {
    const nothing = { size: 0, root: '', entries: 0, pruned: 0, pending: [], lanes: {} }
    return { ok: false, ...nothing, problems: problems.list, truncated: false }
  }
  const run = new Run(source, options, head, problems)
  return run.all(keys)
}

/** A checkpoint that is wrongly signed is reported and still read: what else is wrong should be known too. */
async function readHead(
  source: LogSource,
  keys: readonly VerifierKey[],
  origin: string | undefined,
  problems: Problems,
): Promise<Checkpoint | undefined> {
  const path = 'checkpoint'
  const note = await readResource(source, path)
  if (!('value' in note)) {
    problems.add(
      'problem' in note ? note.problem : { code: 'checkpoint_missing', path, message: 'no checkpoint' },
    )
    return undefined
  }
  try {
    return await openCheckpoint(note.value, keys, origin)
  } catch (error) {
    problems.add({ code: 'checkpoint_invalid', path, message: reason(error) })
  }
  try {
    return parseCheckpoint(parseNote(fromUtf8(note.value)).text)
  } catch {
    return undefined
  }
}

interface Loaded {
  readonly index: number
  readonly width: number
  readonly bundle: Resource<Uint8Array[]>
  readonly tile: Resource<Uint8Array>
}

class Run {
  readonly #source: LogSource
  readonly #options: VerifyOptions
  readonly #head: Checkpoint
  readonly #problems: Problems
  readonly #tree: TreeChecker
  readonly #lanes: LaneChecker
  readonly #promises: PromiseLedger
  readonly #missing = new MissingBundles()
  #bound: number
  #entries = 0

  constructor(source: LogSource, options: VerifyOptions, head: Checkpoint, problems: Problems) {
    this.#source = source
    this.#options = options
    this.#head = head
    this.#problems = problems
    this.#bound = options.prunedBelow ?? 0
    this.#tree = new TreeChecker(source, problems)
    this.#promises = new PromiseLedger(options.promises ?? [], problems)
    this.#lanes = new LaneChecker(problems, options.lanes ?? {}, (lane, batch, closed) =>
      this.#promises.batch(lane, batch, closed),
    )
  }

  async all(keys: readonly VerifierKey[]): Promise<VerifyReport> {
    const { size } = this.#head
    const earlier = await EarlierHeads.open(this.#options.earlier ?? [], keys, this.#head, this.#problems)
    const rootAt = (at: number) => this.#tree.root(at)
    earlier.reached(0, rootAt)
    let next = this.#load(0)
    for (let index = 0; index * TILE_WIDTH < size && !this.#problems.full; index++) {
      const loaded = await next
      next = this.#load(index + 1) // reads ahead while this one is hashed
      await this.#tile(loaded)
      const done = Math.min((index + 1) * TILE_WIDTH, size)
      earlier.reached(done, rootAt)
      this.#options.onProgress?.(done, size)
    }
    if (!this.#problems.full) await this.#root()
    const lanes = this.#lanes.end()
    const pending = await this.#kept()
    return this.#report(pending, lanes)
  }

  async #load(index: number): Promise<Loaded | undefined> {
    const width = Math.min(TILE_WIDTH, this.#head.size - index * TILE_WIDTH)
    if (width <= 0) return undefined
    const [bundle, tile] = await Promise.all([
      readBundle(this.#source, index, width),
      readTile(this.#source, { level: 0, index, width }),
    ])
    return { index, width, bundle, tile }
  }

  async #tile(loaded: Loaded | undefined): Promise<void> {
    if (loaded === undefined) return
    const { index, width, bundle, tile } = loaded
    if (!('value' in tile)) reportMissing(this.#problems, tile)
    if ('problem' in bundle) this.#problems.add(bundle.problem)
    if ('missing' in bundle) {
      this.#missing.add(index, index * TILE_WIDTH + width)
      this.#lanes.lenient = true
    }
    const entries = 'value' in bundle ? bundle.value : undefined
    const computed = entries?.map((entry, slot) => this.#entry(entry, index * TILE_WIDTH + slot))
    const served = 'value' in tile ? tile.value : undefined
    const leaves = settleLeaves(
      { index, width, path: entriesPath(index, width), computed, served },
      this.#problems,
    )
    if (computed === undefined) this.#prunedLeaves(leaves.data, leaves.known)
    await this.#tree.push(index, width, leaves)
  }

  /** Checks what an entry says about itself; answers its leaf hash. */
  #entry(bytes: Uint8Array, index: number): Uint8Array {
    const leaf = leafHash(bytes)
    this.#promises.leaf(leaf)
    let lane: Json | undefined
    try {
      lane = readLane(bytes)
    } catch (error) {
      this.#problems.add({ code: 'entry_not_canonical', index, message: reason(error) })
      return leaf
    }
    this.#entries++
    this.#lanes.entry(index, leaf, lane)
    const { onEntry, pruneBound } = this.#options
    if (onEntry === undefined && pruneBound === undefined) return leaf
    const entry = { index, leaf, text: fromUtf8(bytes) }
    onEntry?.(entry)
    const bound = pruneBound?.(entry)
    if (bound !== undefined && bound <= index) this.#bound = Math.max(this.#bound, bound)
    return leaf
  }

  /** A promise is kept by a pruned entry too: its hash is still there. */
  #prunedLeaves(data: Uint8Array, known: Uint8Array): void {
    known.forEach((is, slot) => {
      if (is === 1) this.#promises.leaf(data.subarray(slot * 32, slot * 32 + 32))
    })
  }

  async #root(): Promise<void> {
    const { size, root } = this.#head
    await this.#tree.end(size)
    const computed = this.#tree.root(size)
    if (computed === undefined) {
      this.#problems.add({
        code: 'root_unverifiable',
        message: 'the root cannot be computed: hashes are missing',
      })
    } else if (!equalBytes(computed, root)) {
      const message = `the entries make root ${toHex(computed)}; the checkpoint says ${toHex(root)}`
      this.#problems.add({ code: 'root_mismatch', path: 'checkpoint', message })
    }
  }

  async #kept(): Promise<LogPromise[]> {
    return this.#promises.end(this.#head.origin, this.#options.processKeys, this.#options.now)
  }

  #report(pending: LogPromise[], lanes: VerifyReport['lanes']): VerifyReport {
    const pruned = this.#missing.settle(this.#bound, this.#problems)
    const problems = this.#problems.list
    const { origin, size, root } = this.#head
    const truncated = this.#problems.full
    const ok = problems.length === 0
    return {
      ok,
      origin,
      size,
      root: toHex(root),
      entries: this.#entries,
      pruned,
      problems,
      truncated,
      pending,
      lanes,
    }
  }
}
