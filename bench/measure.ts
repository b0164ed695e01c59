import { cpus, release } from 'node:os'

/** One figure beside its baseline, from one run. */
export interface Measure {
  readonly name: string
  readonly value: number
  readonly unit: string
  readonly baseline?: number
  /** Value by baseline; medians of the pairs. */
  readonly ratio?: number
  readonly runs: number
  readonly note?: string
}

export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b)
  const middle = sorted.length >> 1
  return sorted.length % 2 === 1
    ? (sorted[middle] as number)
    : ((sorted[middle - 1] as number) + (sorted[middle] as number)) / 2
}

/** Medians of both sides and of the ratio pair by pair, which holds when the machine's speed drifts between pairs. */
export function compare(
  name: string,
  unit: string,
  pairs: readonly { ours: number; base: number }[],
  note?: string,
): Measure {
  return {
    name,
    unit,
    value: median(pairs.map((p) => p.ours)),
    baseline: median(pairs.map((p) => p.base)),
    ratio: median(pairs.map((p) => p.ours / p.base)),
    runs: pairs.length,
    ...(note === undefined ? {} : { note }),
  }
}

export function machine(): string {
  const [cpu] = cpus()
  return `${cpus().length} × ${cpu?.model ?? 'unknown'}, Linux ${release()}, Node ${process.version}`
}
