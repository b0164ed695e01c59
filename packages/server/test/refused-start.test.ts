import assert from 'node:assert/strict'
import { spawn, spawnSync } from 'node:child_process'
import { existsSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'

const MAIN = join(import.meta.dirname, '../src/main.ts')

function azukari(...args: string[]) {
  const { status, signal, stderr } = spawnSync(process.execPath, [MAIN, ...args], {
    encoding: 'utf8',
    timeout: 60_000,
  })
  return { status, signal, stderr }
}

test('a start that is refused ends, says why, and leaves nothing that blocks the next', async (t) => {
  const directory = mkdtempSync(join(tmpdir(), 'azukari-refused-'))
  t.after(() => rmSync(directory, { recursive: true, force: true }))
  const data = join(directory, 'data')
  const refused = azukari('serve', '--data', data, '--host', '0.0.0.0', '--port', '0')
  assert.match(refused.stderr, /plaintext_listener_refused/)
  assert.equal(refused.signal, null, 'it had to be killed')
  assert.notEqual(refused.status, 0)
  const next = azukari('service', 'list', '--data', data)
  assert.equal(next.status, 0, next.stderr)
  const file = azukari('import', 'sp-api', join(directory, 'none.json'), '--data', data)
  assert.match(file.stderr, /file_unreadable/)
  assert.equal(file.status, 65)
  await t.test('a reader that has seen enough of an answer breaks nothing', async () => {
    const child = spawn(process.execPath, [MAIN, 'status', '--data', data], {
      stdio: ['ignore', 'pipe', 'pipe'],
    })
    child.stdout.destroy()
    const said: string[] = []
    child.stderr.on('data', (part) => said.push(String(part)))
    const code = await new Promise((resolve) => child.once('close', resolve))
    assert.equal(code, 0)
    assert.doesNotMatch(said.join(''), /EPIPE/)
  })
})

test('what only looks makes no data directory, and says that there is none', (t) => {
  const directory = mkdtempSync(join(tmpdir(), 'azukari-refused-'))
  t.after(() => rmSync(directory, { recursive: true, force: true }))
  const data = join(directory, 'mistyped')
  for (const command of [['log', 'verify'], ['log', 'vkey'], ['status']]) {
    const looked = azukari(...command, '--data', data)
    assert.match(looked.stderr, /data_directory_missing/)
    assert.equal(looked.status, 65)
  }
  assert.equal(existsSync(data), false)
})
