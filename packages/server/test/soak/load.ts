import { setTimeout as sleep } from 'node:timers/promises'
import type { Client } from './client.ts'
import { importFile } from './import-file.ts'
import { addEvent, destroy, put, reveal, search } from './operations.ts'
import { Random } from './random.ts'
import type { RecordHistory } from './record-history.ts'
import type { Scene } from './scene.ts'

const WORKERS = 32
const POOL = 250

const MIX = {
  'put new': 18,
  'put new with key': 18,
  'replace if match': 12,
  'replace with key': 8,
  replace: 6,
  reveal: 24,
  event: 8,
  delete: 3,
  search: 8,
  import: 2,
  contend: 3,
} as const

/** A running load: requests of many workers, until it is told to stop. */
export class Load {
  done = 0
  readonly #scene: Scene
  readonly #client: Client
  readonly #workers: Promise<void>[]
  #stopped = false

  constructor(scene: Scene, client: Client, round: number) {
    this.#scene = scene
    this.#client = client
    this.#workers = Array.from({ length: WORKERS }, (_, i) =>
      this.#work(new Random(`${scene.seed}/round ${round}/worker ${i}`)),
    )
  }

  /** Resolves when so many operations have ended, or when time is up. */
  async reached(operations: number, withinMs: number): Promise<void> {
    const end = performance.now() + withinMs
    while (this.done < operations && performance.now() < end) await sleep(1)
  }

  /** No more requests; resolves when each that is under way has its answer, or has none for certain. */
  async stop(): Promise<void> {
    this.#stopped = true
    await Promise.all(this.#workers)
  }

  async #work(random: Random): Promise<void> {
    while (!this.#stopped && !this.#client.gone) {
      await this.#one(random)
      this.done++
      if (random.chance(0.05)) await sleep(random.between(1, 5))
    }
  }

  async #one(random: Random): Promise<void> {
    const what = random.weighted(MIX)
    const scene = this.#scene
    const client = this.#client
    const record = this.#known(random)
    const key = () => scene.token()
    switch (what) {
      case 'put new':
        return await put(scene, client, scene.newRecord(), {})
      case 'put new with key':
        return await put(scene, client, scene.newRecord(), { key: key() })
      case 'import':
        return await importFile(scene, client, random.between(2, 12))
      case 'contend':
        return await this.#contend(random)
    }
    if (!record) return await sleep(1)
    switch (what) {
      case 'replace if match':
        return await put(scene, client, record, {
          ifMatch: record.floor,
          key: random.chance(0.5) ? key() : undefined,
        })
      case 'replace with key':
        return await put(scene, client, record, { key: key() })
      case 'replace':
        return await put(scene, client, record, {})
      case 'reveal':
        return await reveal(scene, client, record)
      case 'event':
        return await addEvent(scene, client, record, random)
      case 'delete':
        return await destroy(scene, client, record)
      case 'search':
        await search(scene, client, tokenAt(record))
    }
  }

  /** Two creations, a deletion and a reading of one new record at the same moment: whatever comes first, a deletion that is acknowledged stands. */
  async #contend(random: Random): Promise<void> {
    const [scene, client, record] = [this.#scene, this.#client, this.#scene.newRecord()]
    const later = async (work: () => Promise<void>) => {
      await sleep(random.between(0, 8))
      await work()
    }
    await Promise.all([
      put(scene, client, record, {}),
      later(() => put(scene, client, record, { key: scene.token() })),
      later(() => destroy(scene, client, record)),
      later(() => reveal(scene, client, record)),
    ])
  }

  /** One of the newest records that something is known of. */
  #known(random: Random): RecordHistory | undefined {
    const record = random.pick(this.#scene.records.slice(-POOL))
    return record !== undefined && record.floor > 0 ? record : undefined
  }
}

/** A token that the record had at some time. */
function tokenAt({ acknowledged, settled }: RecordHistory): string {
  for (const effect of acknowledged.values()) if (effect.kind === 'put') return effect.token
  return settled?.token ?? ''
}
