import { mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import {
  decodeBundle,
  entriesPath,
  type HashTile,
  type LogPromise,
  leafHash,
  newTiles,
  openCheckpoint,
  parseVkey,
  TILE_WIDTH,
  tilePath,
  type VerifyReport,
} from '@azukari/proof'
import { verifyDirectory } from '../../src/audit/index.ts'
import type { Client } from './client.ts'
import type { Scene } from './scene.ts'
import { staleTiles } from './stale-tiles.ts'

/**
 * The soak's own copy of the log, in a directory of its own, grown from what the server serves. What was read once is never read again, so a server
 * that changes it afterwards no longer fits the copy: its new head does not follow from the old entries.
 */
export class LogCopy {
  readonly directory: string
  size = 0
  /** Reveals that the log says succeeded. */
  reveals = 0
  readonly #scene: Scene

  constructor(scene: Scene, directory: string) {
    this.#scene = scene
    this.directory = directory
  }

  /** Takes over what is new and verifies all of it, every promise that was kept and every head that was seen. */
  async grow(client: Client): Promise<VerifyReport> {
    const scene = this.#scene
    await this.#waitForAll(client)
    const note = (await client.must({ method: 'GET', path: '/log/checkpoint' })).bytes.toString('utf8')
    const { size } = await openCheckpoint(note, [parseVkey(scene.vkey)])
    this.#write('checkpoint', Buffer.from(note))
    if (size < this.size) scene.violations.add('log', `it had ${this.size} entries and has ${size}`)
    else await this.#copy(client, size)
    const { vkey, checkpoints, promises } = scene
    const report = await verifyDirectory(this.directory, { vkey, earlier: checkpoints, promises })
    this.#judge(report)
    scene.checkpoints.push(note)
    scene.promises = []
    return report
  }

  /**
   * Promises are kept within a minute and normally at once; here the sequencer has to come back within seconds of a crash. A lane's batches come into the log
   * in their order, and lanes in none: the last promise of each lane is waited for. The last that was answered may be in the log before another lane's that was
   * answered earlier.
   */
  async #waitForAll(client: Client): Promise<void> {
    const { promises, violations } = this.#scene
    const last = new Map<string, LogPromise>()
    for (const promise of promises)
      if (promise.batch >= (last.get(promise.lane)?.batch ?? 0)) last.set(promise.lane, promise)
    for (const { leaf } of last.values()) {
      if (!(await this.#isThere(client, leaf)))
        violations.add('log', `a promise was not kept within 15 s: leaf ${leaf}`)
    }
  }

  async #isThere(client: Client, leaf: string): Promise<boolean> {
    for (let attempt = 0; attempt < 3; attempt++) {
      const reply = await client.call({ method: 'GET', path: `/log/receipts/${leaf}`, prefer: 'wait=5' })
      if (reply.kind === 'answer' && reply.answer.status === 200) return true
    }
    return false
  }

  async #copy(client: Client, size: number): Promise<void> {
    for (const tile of newTiles(this.size, size)) {
      for (const path of pathsOf(tile)) {
        const { bytes } = await client.must({ method: 'GET', path: `/log/${path}` })
        this.#write(path, bytes)
        if (path.startsWith('tile/entries')) this.#readEntries(bytes, tile.index * TILE_WIDTH)
      }
    }
    for (const path of staleTiles(this.size, size).flatMap(pathsOf))
      rmSync(join(this.directory, path), { force: true })
    this.size = size
  }

  #readEntries(bundle: Uint8Array, first: number): void {
    const { revealed, violations } = this.#scene
    decodeBundle(bundle).forEach((bytes, i) => {
      if (first + i < this.size) return
      const text = Buffer.from(bytes).toString('utf8')
      if (text.includes('"lane.gap"')) violations.add('log', `entry ${first + i} says that a lane has a gap`)
      if (!text.includes('"event":"record.revealed"') || !text.includes('"status_id":1')) return
      this.reveals++
      revealed.delete(Buffer.from(leafHash(bytes)).toString('hex'))
    })
  }

  #judge({ ok, problems }: VerifyReport): void {
    const { violations, revealed, brokenReveals, counts } = this.#scene
    for (const { code, message } of ok ? [] : problems.slice(0, 20))
      violations.add('log', `${code}: ${message}`)
    for (const leaf of revealed) violations.add('log', `a reveal was answered and has no entry: leaf ${leaf}`)
    revealed.clear()
    // A value that came without its promise (the connection broke between them) has an entry that nobody can name: they are counted.
    const answered = counts.byName.get('reveal: acknowledged') ?? 0
    if (this.reveals < answered + brokenReveals) {
      violations.add(
        'log',
        `${answered} reveals were answered, ${brokenReveals} in part, and ${this.reveals} are in the log`,
      )
    }
  }

  #write(path: string, bytes: Uint8Array): void {
    const file = join(this.directory, path)
    mkdirSync(dirname(file), { recursive: true })
    writeFileSync(file, bytes)
  }
}

const pathsOf = ({ level, index, width }: HashTile): string[] => [
  tilePath(level, index, width),
  ...(level === 0 ? [entriesPath(index, width)] : []),
]
