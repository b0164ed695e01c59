import { join } from 'node:path'
import { startChild } from '../child.ts'
import { type Measure, median } from '../measure.ts'
import { PROGRAM } from '../program.ts'

/** From the start of the process to its ready line, on a data directory that exists: embedded PostgreSQL, keys, log and all. */
export async function readyMeasure(directory: string, rounds: number): Promise<Measure> {
  const args = [...PROGRAM, 'serve', '--data', join(directory, 'ready'), '--port', '0', '--json']
  const first = await startChild(args, {})
  await first.stop()
  const times: number[] = []
  for (let i = 0; i < rounds; i++) {
    const began = performance.now()
    const child = await startChild(args, {})
    times.push(performance.now() - began)
    await child.stop()
  }
  return { name: 'ready on an existing data directory', value: median(times), unit: 'ms', runs: rounds }
}
