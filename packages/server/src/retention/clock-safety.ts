/** The three clocks that have to agree before anything is destroyed, in milliseconds since 1970 UTC, and what the process itself has lived through. */
export interface Clocks {
  readonly processMs: number
  readonly databaseMs: number
  /** Time of the last signed checkpoint; undefined while the log is empty. */
  readonly logMs: number | undefined
  /** When this program, or one before it, last found it safe to destroy; before that, when the first checkpoint was signed. */
  readonly lastSafeMs: number | undefined
  /** When the operator confirmed that time really passed; undefined once a run has gone on it. */
  readonly confirmedMs: number | undefined
  /** The run before this one in the same process: its wall clock and its monotonic clock. */
  readonly before: { readonly processMs: number; readonly monotonicMs: number } | undefined
  readonly monotonicMs: number
}

export type ClockVerdict =
  | { readonly safe: true; readonly nowMs: number }
  | { readonly safe: false; readonly reason: 'database_differs' | 'log_ahead' | 'long_gap' | 'jumped' }

/** How far process and database may be apart. */
export const TOLERANCE_MS = 30_000
/** A confirmation is about what came before it and is acted on at once. */
export const CONFIRMED_FOR_MS = 3_600_000
/** After a longer silence somebody has to say that the time really passed: ten years of it look the same from inside. */
export const LONGEST_GAP_MS = 7 * 86_400_000

/**
 * Whether it is safe to destroy, and by which time: the earlier of process and database, so that one clock running ahead destroys nothing
 * early. A pure function of what was read.
 */
export function judgeClocks(clocks: Clocks): ClockVerdict {
  const { processMs, databaseMs, logMs, lastSafeMs, confirmedMs, before, monotonicMs } = clocks
  const nowMs = Math.min(processMs, databaseMs)
  if (Math.abs(processMs - databaseMs) > TOLERANCE_MS) return { safe: false, reason: 'database_differs' }
  if (logMs !== undefined && logMs > nowMs + TOLERANCE_MS) return { safe: false, reason: 'log_ahead' }
  const confirmed = confirmedMs !== undefined && Math.abs(nowMs - confirmedMs) <= CONFIRMED_FOR_MS
  if (before && !confirmed) {
    const wall = processMs - before.processMs
    const lived = monotonicMs - before.monotonicMs
    if (Math.abs(wall - lived) > TOLERANCE_MS) return { safe: false, reason: 'jumped' }
  }
  // The log alone would not do: the program writes to it as soon as it starts, at whatever time the clocks show by then.
  const since = Math.min(logMs ?? nowMs, lastSafeMs ?? nowMs)
  if (nowMs - since > LONGEST_GAP_MS && !confirmed) return { safe: false, reason: 'long_gap' }
  return { safe: true, nowMs }
}
