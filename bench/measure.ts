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

/** Records a second of a plaintext baseline: when DELETE is committed, and when VACUUM has taken the values out of the pages of table and indexes. */
export interface Baseline {
  readonly deleted: number
  readonly vacuumed: number
}

/** Deletes these rows of a table in `public`, and vacuums it. */
export async function deleteBaseline(
  client: { query(text: string): Promise<unknown> },
  table: string,
  where: string,
  records: number,
): Promise<Baseline> {
  const began = performance.now()
  await client.query(`DELETE FROM public.${table} WHERE ${where}`)
  const deleted = performance.now()
  await client.query(`VACUUM (INDEX_CLEANUP ON) public.${table}`)
  const vacuumed = performance.now()
  return { deleted: (records / (deleted - began)) * 1000, vacuumed: (records / (vacuumed - began)) * 1000 }
}

/** Pairs with one of the two baselines. */
export const against = (pairs: readonly { ours: number; base: Baseline }[], which: keyof Baseline) =>
  pairs.map(({ ours, base }) => ({ ours, base: base[which] }))

export function machine(): string {
  const [cpu] = cpus()
  return `${cpus().length} × ${cpu?.model ?? 'unknown'}, Linux ${release()}, Node ${process.version}`
}
