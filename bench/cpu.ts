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

const TICK_NS = 10_000_000

/** CPU time of a process and of its children, ended ones included, in nanoseconds: for PostgreSQL, the postmaster and all its backends. */
export function familyTime(pid: number): number {
  const [user = '0', system = '0'] = statOf(String(pid))?.slice(13, 15) ?? []
  let total = nanoseconds(`/proc/${pid}/schedstat`) + (Number(user) + Number(system)) * TICK_NS
  for (const name of readdirSync('/proc')) {
    if (!/^\d+$/.test(name) || parentOf(name) !== pid) continue
    total += nanoseconds(`/proc/${name}/schedstat`)
  }
  return total
}

function parentOf(pid: string): number | undefined {
  const parent = statOf(pid)?.[1]
  return parent === undefined ? undefined : Number(parent)
}

/** Members of `stat` from the state (the third, proc(5)) on. */
function statOf(pid: string): string[] | undefined {
  try {
    // The name of the program stands in parentheses and may hold anything.
    const stat = readFileSync(`/proc/${pid}/stat`, 'latin1')
    return stat.slice(stat.lastIndexOf(')') + 2).split(' ')
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
