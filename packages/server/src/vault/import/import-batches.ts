import type { ImportLine, ImportOutcome, LineFault } from './import-records.ts'

/** Lines in one transaction at most, and their bytes. */
const LINES = 250
const BYTES = 4 << 20
/** Batches under way at once: one is written while the next is read and sealed. Memory stays flat however long the file is. */
const UNDER_WAY = 2
/** How long a batch waits for a slow sender before it goes as it is, in milliseconds. */
const PATIENCE_MS = 100

/** A line, or those that came together: waiting for each of them costs more than putting it into a batch. */
export type Lines = ImportLine | LineFault | readonly (ImportLine | LineFault)[]

interface Batch {
  readonly lines: (ImportLine | LineFault)[]
  readonly ids: Set<string>
}

interface Running {
  readonly ids: ReadonlySet<string>
  readonly outcomes: Promise<readonly ImportOutcome[]>
}

/**
 * Carries out a stream of lines in batches and answers their outcomes in order, those of a batch together. No batch has a record twice, and of two lines about one record the later
 * begins when the earlier is done: it has the last word.
 */
export async function* importInBatches(
  carryOut: (lines: readonly (ImportLine | LineFault)[]) => Promise<readonly ImportOutcome[]>,
  lines: AsyncIterable<Lines>,
): AsyncGenerator<readonly ImportOutcome[]> {
  const running: Running[] = []
  const batches = batchesOf(lines)
  try {
    let coming = batches.next()
    for (;;) {
      const first = running[0]
      if (first && (await isSooner(first.outcomes, coming))) {
        yield await first.outcomes
        running.shift()
        continue
      }
      const { done, value: batch } = await coming
      if (done) break
      while (running.length >= UNDER_WAY || running.some((r) => shares(r.ids, batch.ids))) {
        yield (await running[0]?.outcomes) ?? []
        running.shift()
      }
      const outcomes = carryOut(batch.lines)
      // Marked as handled: it is awaited in its turn, and must not end the process while it waits.
      outcomes.catch(() => {})
      running.push({ ids: batch.ids, outcomes })
      coming = batches.next()
      coming.catch(() => {})
    }
    for (; running.length > 0; running.shift()) yield (await running[0]?.outcomes) ?? []
  } finally {
    await Promise.allSettled(running.map((r) => r.outcomes))
    await batches.return(undefined)
  }
}

async function isSooner(one: Promise<unknown>, other: Promise<unknown>): Promise<boolean> {
  const named = (promise: Promise<unknown>, first: boolean) => promise.then(() => first).catch(() => first)
  return await Promise.race([named(one, true), named(other, false)])
}

function shares(a: ReadonlySet<string>, b: ReadonlySet<string>): boolean {
  for (const id of a) if (b.has(id)) return true
  return false
}

async function* batchesOf(lines: AsyncIterable<Lines>): AsyncGenerator<Batch> {
  const iterator = lines[Symbol.asyncIterator]()
  let batch: Batch = { lines: [], ids: new Set() }
  let bytes = 0
  const take = () => {
    const taken = batch
    batch = { lines: [], ids: new Set() }
    bytes = 0
    return taken
  }
  let patience = new Patience()
  try {
    for (;;) {
      const coming = iterator.next()
      if (batch.lines.length > 0 && (await patience.orSooner(coming))) {
        yield take()
        patience.end()
        patience = new Patience()
      }
      const { done, value } = await coming
      if (done) break
      for (const line of isOne(value) ? [value] : value) {
        const id = 'error' in line ? undefined : `${line.input.collection}\0${line.input.id}`
        const size = 'error' in line ? 0 : (line.bytes ?? 0)
        const full = batch.lines.length >= LINES || (bytes > 0 && bytes + size > BYTES)
        if (full || (id !== undefined && batch.ids.has(id))) yield take()
        batch.lines.push(line)
        bytes += size
        if (id !== undefined) batch.ids.add(id)
      }
    }
    if (batch.lines.length > 0) yield take()
  } finally {
    patience.end()
    await iterator.return?.()
  }
}

const isOne = (lines: Lines): lines is ImportLine | LineFault => 'index' in lines

/** One timer for many waits: `orSooner` tells that the time was over before the promise was there. */
class Patience {
  #over = false
  #end: () => void = () => {}
  readonly #timer: NodeJS.Timeout
  readonly #passed: Promise<void>

  constructor() {
    this.#passed = new Promise((resolve) => {
      this.#end = resolve
    })
    this.#timer = setTimeout(() => {
      this.#over = true
      this.#end()
    }, PATIENCE_MS)
  }

  async orSooner(coming: Promise<unknown>): Promise<boolean> {
    let there = false
    const seen = coming.then(
      () => {
        there = true
      },
      () => {
        there = true
      },
    )
    await Promise.race([seen, this.#passed])
    return this.#over && !there
  }

  end(): void {
    clearTimeout(this.#timer)
    this.#end()
  }
}
