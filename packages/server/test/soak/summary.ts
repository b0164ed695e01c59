import type { RoundReport } from './round.ts'
import type { Scene } from './scene.ts'
import type { Violation } from './violations.ts'

interface Spread {
  readonly rounds: number
  readonly least: number
  readonly median: number
  readonly most: number
}

export interface Summary {
  readonly ok: boolean
  readonly seed: string
  readonly rounds: number
  readonly interrupted: boolean
  readonly records: number
  readonly entries: number
  /** By kind of request and what became of it. */
  readonly counts: Readonly<Record<string, number>>
  /** Milliseconds from the start after a kill to the first answer, by what was killed. Reported, not judged. */
  readonly ready: Readonly<Record<string, Spread>>
  /** Milliseconds until a server whose postmaster was killed had ended by itself. */
  readonly ended: Spread | undefined
  readonly round: Spread | undefined
  readonly violations: readonly Violation[]
}

export function summarise(scene: Scene, reports: readonly RoundReport[], interrupted: boolean): Summary {
  const kinds = Object.groupBy(reports, (report) => report.crash)
  const ready = Object.entries(kinds).map(([kind, of = []]) => [kind, spread(of.map((r) => r.readyMs))])
  return {
    ok: scene.violations.list.length === 0 && !interrupted,
    seed: scene.seed,
    rounds: reports.length,
    interrupted,
    records: scene.records.length,
    entries: reports.at(-1)?.entries ?? 0,
    counts: scene.counts.toJSON(),
    ready: Object.fromEntries(ready),
    ended: spread(reports.flatMap((r) => r.endedMs ?? [])),
    round: spread(reports.map((r) => r.tookMs)),
    violations: scene.violations.list,
  }
}

function spread(values: readonly number[]): Spread | undefined {
  const sorted = values.toSorted((a, b) => a - b)
  const [least, most, median] = [sorted[0], sorted.at(-1), sorted[Math.floor(sorted.length / 2)]]
  if (least === undefined || most === undefined || median === undefined) return undefined
  return { rounds: sorted.length, least, median, most }
}

/** The summary for people. */
export function linesOf(summary: Summary): string[] {
  const range = (s: Spread) => `${s.least}–${s.most} ms, median ${s.median} (${s.rounds})`
  return [
    `seed ${summary.seed}: ${summary.rounds} rounds, ${summary.records} records, ${summary.entries} entries in the log`,
    ...Object.entries(summary.counts).map(([name, count]) => `  ${String(count).padStart(8)}  ${name}`),
    ...Object.entries(summary.ready).map(([kind, s]) => `ready after killing ${kind}: ${range(s)}`),
    ...(summary.ended ? [`server ended after its postmaster was killed: ${range(summary.ended)}`] : []),
    ...(summary.round ? [`a round: ${range(summary.round)}`] : []),
    ...summary.violations.map(
      (v) => `VIOLATION in round ${v.round}, seed ${summary.seed}: ${v.what}: ${v.detail}`,
    ),
    summary.interrupted
      ? 'interrupted'
      : summary.ok
        ? 'Nothing was lost, doubled or unlogged.'
        : 'NOT as promised.',
  ]
}
