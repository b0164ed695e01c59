import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import test from 'node:test'
import { formatReceipt, openCheckpoint, TileReader } from '../../src/index.ts'
import { type MemoryLog, memoryLog } from '../../src/testing/memory-log.ts'
import { sampleEntries } from '../../src/testing/sample-entries.ts'
import { testKey } from '../../src/testing/test-key.ts'

const work = mkdtempSync(join(tmpdir(), 'azukari-oracle-'))
test.after(() => rmSync(work, { recursive: true, force: true }))
const binary = join(work, 'oracle')

/** Builds the Go program; answers why that was not possible. */
function unavailable(): string | false {
  if (spawnSync('go', ['version']).status !== 0)
    return 'go is not on PATH: the independent verifier was left out'
  const options = { cwd: import.meta.dirname, encoding: 'utf8' as const }
  const download = spawnSync('go', ['mod', 'download'], options)
  if (download.status !== 0)
    return `the Go module could not be fetched: the independent verifier was left out (${download.stderr.trim()})`
  const build = spawnSync('go', ['build', '-o', binary, '.'], options)
  assert.equal(build.status, 0, build.stderr)
  return false
}
const skip = unavailable()

const { entries } = await sampleEntries({
  origin: 'log.example/azukari',
  processKey: await testKey('process'),
  lanes: 2,
  batches: 15,
  batchSize: 50,
  promised: false,
})
const log = await memoryLog(entries)
let exports = 0

function oracle(...args: string[]): string {
  const { stdout, stderr, status } = spawnSync(binary, args, { encoding: 'utf8' })
  assert.ok(status === 0 ? stdout.startsWith('ok ') : stdout.startsWith('refused: '), stdout + stderr)
  return stdout
}

/** Writes the log to a directory and lets Go read it. */
function judge(from: MemoryLog, path?: string, change?: (bytes: Buffer) => Uint8Array): string {
  const dir = join(work, String(exports++))
  for (const [name, bytes] of from.files) {
    mkdirSync(dirname(join(dir, name)), { recursive: true })
    writeFileSync(join(dir, name), bytes)
  }
  if (path !== undefined && change !== undefined)
    writeFileSync(join(dir, path), change(readFileSync(join(dir, path))))
  return oracle('log', dir, log.vkey)
}

test('Go accepts what we write, at sizes around tile borders', { skip }, async () => {
  for (const size of [1, 2, 255, 256, 257, 512, 1500]) {
    assert.match(judge(await memoryLog(entries.slice(0, size))), new RegExp(`^ok ${size} `))
  }
})

test('Go refuses what we refuse', { skip }, async () => {
  const flip = (at: number) => (bytes: Buffer) => bytes.fill((bytes.at(at) ?? 0) ^ 1, at, at + 1)
  const cases: [string, (bytes: Buffer) => Uint8Array][] = [
    ['tile/entries/001', flip(100)],
    ['tile/entries/005.p/220', (bytes) => Buffer.concat([bytes, Buffer.of(0)])],
    ['tile/entries/005.p/220', (bytes) => bytes.subarray(0, -1)],
    ['tile/0/002', flip(33)],
    ['tile/0/005.p/220', flip(0)],
    ['tile/1/000.p/5', flip(64)],
    ['checkpoint', (bytes) => Buffer.from(bytes.toString().replace('\n1500\n', '\n1499\n'))],
    ['checkpoint', (bytes) => Buffer.concat([bytes, Buffer.from('\n')])],
  ]
  for (const [path, change] of cases) assert.match(judge(log, path, change), /^refused/, path)
  assert.match(judge(await memoryLog(entries, log.key.name, 'forged')), /^refused/)
})

test('Go accepts our receipts, for their entry only', { skip }, async () => {
  const head = await openCheckpoint(log.checkpoint, [log.key])
  const tiles = new TileReader(async (path) => log.files.get(path) ?? assert.fail(path), head)
  for (const index of [0, 255, 256, 1023, 1499]) {
    const receipt = join(work, 'receipt')
    const entry = join(work, 'entry')
    writeFileSync(
      receipt,
      formatReceipt({ index, proof: await tiles.inclusion(index), checkpoint: log.checkpoint }),
    )
    writeFileSync(entry, entries[index] ?? assert.fail())
    assert.match(oracle('receipt', receipt, entry, log.vkey), new RegExp(`^ok ${index} `))
    writeFileSync(entry, entries[index === 0 ? 1 : index - 1] ?? assert.fail())
    assert.match(oracle('receipt', receipt, entry, log.vkey), /^refused/)
  }
})
