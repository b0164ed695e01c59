import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import test from 'node:test'
import { memoryLog } from '../src/testing/memory-log.ts'
import { sampleEntries } from '../src/testing/sample-entries.ts'
import { testKey } from '../src/testing/test-key.ts'

const proof = join(import.meta.dirname, '..')
const readme = readFileSync(join(proof, 'README.md'), 'utf8')
const example = /```js\n(.*?)```/s.exec(readme)?.[1] ?? ''

function run(directory: string, vkey: string): { ok: boolean; size: number; problems: { code: string }[] } {
  const { stdout, stderr } = spawnSync(
    process.execPath,
    ['--input-type=module', '-e', example, directory, vkey],
    {
      cwd: proof,
      encoding: 'utf8',
    },
  )
  assert.notEqual(stdout, '', stderr)
  return JSON.parse(stdout)
}

test('the example of the README verifies a log in a directory, in five lines', async (t) => {
  assert.equal(example.trim().split('\n').length, 5)
  const directory = mkdtempSync(join(tmpdir(), 'azukari-readme-'))
  t.after(() => rmSync(directory, { recursive: true }))
  const processKey = await testKey('process')
  const { entries } = await sampleEntries({
    origin: 'log.example',
    processKey,
    lanes: 1,
    batches: 6,
    batchSize: 50,
  })
  const { files, vkey } = await memoryLog(entries)
  for (const [path, bytes] of files) {
    mkdirSync(dirname(join(directory, path)), { recursive: true })
    writeFileSync(join(directory, path), bytes)
  }
  const good = run(directory, vkey)
  assert.deepEqual([good.ok, good.size, good.problems], [true, 300, []])
  rmSync(join(directory, 'tile/entries/000'))
  const bad = run(directory, vkey)
  assert.deepEqual([bad.ok, bad.problems.map(({ code }) => code)], [false, ['bundle_missing']])
})
