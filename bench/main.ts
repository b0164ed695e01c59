import { parseArgs } from 'node:util'
import { type Measure, machine } from './measure.ts'
import { putReveal } from './measures/put-reveal.ts'
import { startWorld } from './world.ts'

const { values } = parseArgs({
  options: {
    json: { type: 'boolean', default: false },
    rounds: { type: 'string', default: '5' },
    seconds: { type: 'string', default: '5' },
  },
})

function print(measure: Measure): void {
  if (values.json) process.stdout.write(`${JSON.stringify(measure)}\n`)
  else {
    const { name, value, unit, baseline, ratio, runs, note } = measure
    const side =
      baseline === undefined ? '' : `, baseline ${Math.round(baseline)}, ratio ${ratio?.toFixed(2)}`
    process.stdout.write(
      `${name}: ${Math.round(value)} ${unit}${side} (median of ${runs}${note ? `; ${note}` : ''})\n`,
    )
  }
}

if (!values.json) process.stdout.write(`${machine()}\n`)
const world = await startWorld()
try {
  for (const measure of await putReveal(world, Number(values.rounds), Number(values.seconds))) print(measure)
} finally {
  await world.stop()
}
