export { nothingOverdue, retentionChecks, sweepAlive } from './checks.ts'
export { type Clocks, type ClockVerdict, judgeClocks, LONGEST_GAP_MS, TOLERANCE_MS } from './clock-safety.ts'
export { confirmGap } from './confirm-gap.ts'
export { Sweep, type SweepDeps, type SweepResult } from './sweep.ts'
