import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { mkdir, readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { test } from 'node:test'
import { makeUpOrders, plantedValues } from '../src/commands/demo/made-up-orders.ts'
import { Needles } from '../src/platform/raw-bytes/needles.ts'
import { temporaryDirectory } from './own-cluster.ts'

// The demo as a user runs it: a process of its own, told to print one line a step and to end.

const MAIN = join(import.meta.dirname, '../src/main.ts')

interface Line {
  readonly step: string
  readonly ok: boolean
  readonly [figure: string]: unknown
}

interface Ran {
  readonly code: number | null
  readonly out: string
  readonly err: string
  readonly left: readonly string[]
}

/** Runs `azukari demo` with its temporary directories below one that is looked at afterwards. `onLine` sees each line and may signal the process. */
async function runDemo(
  temporary: string,
  args: readonly string[],
  onLine: (line: string, kill: (signal: NodeJS.Signals) => void) => void = () => {},
): Promise<Ran> {
  const env = { PATH: process.env.PATH, TMPDIR: temporary }
  const child = spawn(process.execPath, [MAIN, 'demo', ...args], { env, stdio: ['ignore', 'pipe', 'pipe'] })
  let out = ''
  let err = ''
  let seen = 0
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    out += text
    for (let end = out.indexOf('\n', seen); end >= 0; end = out.indexOf('\n', seen)) {
      onLine(out.slice(seen, end), (signal) => child.kill(signal))
      seen = end + 1
    }
  })
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    err += text
  })
  const code = await new Promise<number | null>((resolve) => {
    child.once('close', resolve)
  })
  return { code, out, err, left: await readdir(temporary) }
}

const linesOf = (out: string): Line[] =>
  out
    .split('\n')
    .filter(Boolean)
    .map((line) => JSON.parse(line) as Line)

test('every step of the demo is as it claims, and nothing of it is left behind', async (t) => {
  const { code, out, err, left } = await runDemo(await temporaryDirectory(t), ['--json', '--exit'])
  const lines = linesOf(out)
  assert.deepEqual(
    lines.filter((line) => !line.ok),
    [],
  )
  assert.equal(code, 0)
  assert.equal(err, '')
  assert.deepEqual(left, [])
  assert.deepEqual(
    lines.map((line) => line.step),
    STEPS,
  )
  checkFigures(new Map(lines.map((line) => [line.step, line])))
  await t.test('and what it printed holds no planted value', () => {
    const needles = new Needles(plantedValues(makeUpOrders(Date.now()).orders))
    assert.deepEqual(needles.search(Buffer.from(out)), [])
  })
})

const STEPS = [
  'start',
  'access',
  'import',
  'reveal',
  'refuse',
  'search',
  'promise',
  'ship',
  'jump',
  'destroy',
  'import-again',
  'raw-bytes',
  'verify',
  'alter',
  'clauses',
  'end',
] // prettier-ignore

/** Figures that have to agree with each other and with the generator, whatever the hour the test runs at. */
function checkFigures(steps: ReadonlyMap<string, Line>): void {
  const figure = (step: string, name: string) => {
    const value = steps.get(step)?.[name]
    assert.equal(typeof value, 'number', `${step}.${name}`)
    return value as number
  }
  const [shipped, delivered] = [figure('import', 'shipped'), figure('import', 'delivered')]
  const unshipped = figure('import', 'unshipped')
  const cancelled = figure('ship', 'cancelledDestroyed')
  assert.equal(figure('import', 'created'), 1000)
  assert.equal(shipped + delivered + unshipped + figure('import', 'cancelled'), 1000)
  assert.ok(shipped > 300 && delivered > 50 && unshipped > 200 && cancelled > 0)
  assert.equal(figure('jump', 'destroyed'), 0)
  assert.equal(figure('jump', 'keys'), shipped + delivered + unshipped)
  assert.equal(figure('destroy', 'destroyed'), shipped + delivered)
  assert.equal(figure('destroy', 'readable'), unshipped)
  assert.equal(figure('destroy', 'gone'), shipped + delivered + cancelled)
  assert.equal(figure('destroy', 'wrong'), 0)
  assert.equal(figure('import-again', 'refused'), shipped + delivered + cancelled)
  assert.equal(figure('import-again', 'keys'), unshipped)
  assert.equal(figure('raw-bytes', 'found'), 0)
  assert.ok(figure('raw-bytes', 'values') > 5000 && figure('raw-bytes', 'bytes') > 50e6)
  assert.ok(figure('raw-bytes', 'selfTestForms') > 500)
  assert.equal(
    figure('verify', 'revealed'),
    1 + figure('reveal', 'labels') + unshipped + figure('destroy', 'empty'),
  )
  assert.equal(figure('alter', 'named'), figure('alter', 'altered'))
  assert.deepEqual(steps.get('refuse')?.clauses, ['A3'])
  assert.equal(figure('clauses', 'clauses'), 33)
}

test('a stopped demo stops its database and removes its directory', async (t) => {
  const temporary = await temporaryDirectory(t)
  const { code, left } = await runDemo(temporary, ['--json'], (line, kill) => {
    if (line.includes('"step":"access"')) kill('SIGINT')
  })
  assert.equal(code, 130)
  assert.deepEqual(left, [])
})

test('a directory in which something lies is left alone', async (t) => {
  const temporary = await temporaryDirectory(t)
  const directory = join(temporary, 'mine')
  await mkdir(join(directory, 'something'), { recursive: true })
  const { code, out, err } = await runDemo(temporary, ['--json', '--exit', '--data', directory])
  assert.equal(code, 65)
  assert.equal(out, '')
  assert.equal((JSON.parse(err) as { code: string }).code, 'demo_directory_used')
  assert.deepEqual(await readdir(directory), ['something'])
})
