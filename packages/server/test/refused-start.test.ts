import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
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

test('a start that is refused ends, says why, and leaves nothing that blocks the next', (t) => {
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
})
