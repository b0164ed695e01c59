import { parseArgs } from 'node:util'
import { soak } from './soak.ts'
import { linesOf } from './summary.ts'

// npm run soak -- [--rounds N] [--seed S] [--data DIR] [--json]
// Kills server and PostgreSQL under load, again and again, and holds what is left against what clients were told. Exit 1: something was not
// as promised, with round and seed. The seed chooses loads, victims and moments; how far a request had come then is the machine's.

const { values } = parseArgs({
  options: {
    rounds: { type: 'string', default: '200' },
    seed: { type: 'string', default: String(Date.now()) },
    data: { type: 'string' },
    json: { type: 'boolean', default: false },
  },
})

const say = (line: string) => process.stdout.write(`${line}\n`)
const stopped = new AbortController()
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => stopped.abort())

const rounds = Number(values.rounds)
if (!Number.isSafeInteger(rounds) || rounds < 1) {
  process.stderr.write('--rounds takes a whole number from 1\n')
  process.exit(64)
}

if (!values.json) say(`seed ${values.seed}, ${rounds} rounds`)
const summary = await soak({
  rounds,
  seed: values.seed,
  data: values.data,
  signal: stopped.signal,
  onRound: (report) => {
    if (values.json) return say(JSON.stringify(report))
    const { round, killed, operations, readyMs, entries, tookMs } = report
    say(
      `${round}/${rounds}  killed ${killed} after ${operations} requests; ready in ${readyMs} ms; ${entries} entries verified; ${tookMs} ms`,
    )
  },
})
if (values.json) say(JSON.stringify(summary))
else for (const line of linesOf(summary)) say(line)
process.exitCode = summary.ok ? 0 : summary.interrupted ? 130 : 1
