import { fromHex, toHex } from '../encoding.ts'
import { ProofError } from '../errors.ts'
import { type LogPromise, parsePromise } from '../lane/promise.ts'
import { promisedHead, verifyPromise } from '../lane/verify-promise.ts'
import { type Problems, reason } from './problems.ts'

interface Held {
  readonly promise: LogPromise
  readonly head: string
  found: boolean
  /** True once the log turned out to have another batch in this one's place. */
  otherBatch: boolean
}

/** Promises that somebody kept, to be held against the log: each one's entry must be there. */
export class PromiseLedger {
  /** By the first four bytes of the leaf hash: looked up once an entry, so it must cost next to nothing. */
  readonly #byLeaf = new Map<number, Held[]>()
  readonly #byBatch = new Map<string, Held[]>()
  readonly #problems: Problems

  constructor(promises: Iterable<LogPromise | string>, problems: Problems) {
    this.#problems = problems
    let number = 0
    for (const given of promises) {
      try {
        const promise = typeof given === 'string' ? parsePromise(given) : given
        const held: Held = { promise, head: toHex(promisedHead(promise)), found: false, otherBatch: false }
        add(this.#byLeaf, prefix(fromHex(promise.leaf, 32)), held)
        add(this.#byBatch, `${promise.lane}:${promise.batch}`, held)
      } catch (error) {
        problems.add({ code: 'promise_invalid', message: `promise ${number}: ${reason(error)}` })
      }
      number++
    }
  }

  leaf(leaf: Uint8Array): void {
    if (this.#byLeaf.size === 0) return
    const candidates = this.#byLeaf.get(prefix(leaf))
    if (candidates === undefined) return
    const hex = toHex(leaf)
    for (const held of candidates) if (held.promise.leaf === hex) held.found = true
  }

  /** A batch of the log is whole: it must be the one that was promised, entry for entry. */
  batch(lane: string, batch: number, head: string): void {
    for (const held of this.#byBatch.get(`${lane}:${batch}`) ?? []) {
      if (held.head !== head) held.otherBatch = true
    }
  }

  /** Judges every promise; answers those that are missing but not yet due at `now` (milliseconds). */
  async end(
    origin: string,
    keys: Iterable<string> | undefined,
    now: number | undefined,
  ): Promise<LogPromise[]> {
    const pending: LogPromise[] = []
    for (const { promise, found, otherBatch } of [...this.#byLeaf.values()].flat()) {
      const { lane, batch, pos, leaf, due } = promise
      try {
        if (promise.origin !== origin) throw new ProofError('promise_malformed', 'a promise of another log')
        if (keys !== undefined) await verifyPromise(promise, keys)
      } catch (error) {
        this.#problems.add({ code: 'promise_invalid', lane, batch, pos, message: reason(error) })
        continue
      }
      if (otherBatch) {
        const message = `the log's batch is not the one promised with entry ${leaf}`
        this.#problems.add({ code: 'promise_batch_mismatch', lane, batch, pos, message })
      }
      if (found) continue
      if (now !== undefined && due > now) pending.push(promise)
      else
        this.#problems.add({
          code: 'promise_broken',
          lane,
          batch,
          pos,
          message: `the promised entry ${leaf} is not in the log`,
        })
    }
    return pending
  }
}

function prefix(leaf: Uint8Array): number {
  return (
    (((leaf[0] as number) << 24) |
      ((leaf[1] as number) << 16) |
      ((leaf[2] as number) << 8) |
      (leaf[3] as number)) >>>
    0
  )
}

function add<K>(map: Map<K, Held[]>, key: K, held: Held): void {
  const list = map.get(key)
  if (list === undefined) map.set(key, [held])
  else list.push(held)
}
