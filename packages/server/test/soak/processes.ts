import { execFileSync } from 'node:child_process'
import { readdirSync, readFileSync } from 'node:fs'

export interface ProcessRow {
  readonly pid: number
  readonly parent: number
  /** When it started, as the system writes it: with the pid it names one process, whatever numbers are used again. */
  readonly started: string
  readonly command: string
}

/** All processes of this machine, by pid. */
export function processTable(): Map<number, ProcessRow> {
  const rows = process.platform === 'linux' ? linuxRows() : psRows()
  return new Map(rows.map((row) => [row.pid, row]))
}

function linuxRows(): ProcessRow[] {
  return readdirSync('/proc')
    .filter((name) => /^[0-9]+$/.test(name))
    .flatMap((name) => linuxRow(Number(name)))
}

function linuxRow(pid: number): ProcessRow[] {
  try {
    // pid (comm) state ppid … starttime is the 22nd field (proc_pid_stat(5)); comm may hold blanks and brackets.
    const stat = readFileSync(`/proc/${pid}/stat`, 'latin1')
    const rest = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
    if (rest[0] === 'Z') return []
    const command = readFileSync(`/proc/${pid}/cmdline`, 'latin1').replaceAll('\0', ' ').trim()
    return [{ pid, parent: Number(rest[1]), started: rest[19] ?? '', command }]
  } catch {
    return []
  }
}

function psRows(): ProcessRow[] {
  const text = execFileSync('/bin/ps', ['-A', '-o', 'pid=,ppid=,lstart=,command='], { encoding: 'utf8' })
  return text.split('\n').flatMap((line) => {
    const row = /^\s*(\d+)\s+(\d+)\s+(\S+\s+\S+\s+\d+\s+\S+\s+\d+)\s+(.*)$/.exec(line)
    if (!row) return []
    const [, pid, parent, started = '', command = ''] = row
    return [{ pid: Number(pid), parent: Number(parent), started, command }]
  })
}

const same = (a: ProcessRow, b: ProcessRow | undefined) => a.started === b?.started

/** Those that still run. */
export function stillRunning(rows: readonly ProcessRow[]): ProcessRow[] {
  const table = processTable()
  return rows.filter((row) => same(row, table.get(row.pid)))
}

/** Sends a signal to that very process, and to no other that has its number by now. */
export function signal(row: ProcessRow, name: NodeJS.Signals): boolean {
  if (stillRunning([row]).length === 0) return false
  try {
    return process.kill(row.pid, name)
  } catch {
    return false
  }
}
