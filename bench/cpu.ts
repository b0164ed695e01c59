import { readdirSync, readFileSync } from 'node:fs'

/** CPU time of a process by thread, in nanoseconds since its start, as Linux counts it (`schedstat`, Documentation/scheduler/sched-stats.rst). */
export interface ThreadTimes {
  readonly main: number
  /** Other threads that are still there: V8's helpers (compiling, collecting), workers, the thread pool. */
  readonly others: number
}

export function threadTimes(pid: number): ThreadTimes {
  let main = 0
  let others = 0
  for (const thread of readdirSync(`/proc/${pid}/task`)) {
    const ns = nanoseconds(`/proc/${pid}/task/${thread}/schedstat`)
    if (Number(thread) === pid) main = ns
    else others += ns
  }
  return { main, others }
}

/** CPU time of a process and of its children that are still there, in nanoseconds: for PostgreSQL, the postmaster and all its backends. */
export function familyTime(pid: number): number {
  let total = nanoseconds(`/proc/${pid}/schedstat`)
  for (const name of readdirSync('/proc')) {
    if (!/^\d+$/.test(name) || parentOf(name) !== pid) continue
    total += nanoseconds(`/proc/${name}/schedstat`)
  }
  return total
}

function parentOf(pid: string): number | undefined {
  try {
    // The name of the program stands in parentheses and may hold anything; state and parent come after it.
    const stat = readFileSync(`/proc/${pid}/stat`, 'latin1')
    return Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[1])
  } catch {
    return undefined
  }
}

/** 0 for what ended meanwhile. */
function nanoseconds(file: string): number {
  try {
    return Number(readFileSync(file, 'latin1').split(' ')[0])
  } catch {
    return 0
  }
}
