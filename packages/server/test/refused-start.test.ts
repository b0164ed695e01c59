import assert from 'node:assert/strict'
import { spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { type AddressInfo, createServer } from 'node:net'
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
  for (const command of [
    ['log', 'verify'],
    ['log', 'vkey'],
    ['status'],
    ['person', 'list'],
    ['grant', 'list'],
    ['network', 'list'],
    ['policy', 'history'],
    ['explain', 'svc_0', 'put'],
    ['clock', 'confirm'],
  ]) {
    const looked = azukari(...command, '--data', data)
    assert.match(looked.stderr, /data_directory_missing/)
    assert.equal(looked.status, 65)
  }
  assert.equal(existsSync(data), false)
})

test('what stands in the way of a start is named, and the program ends', async (t) => {
  const directory = mkdtempSync(join(tmpdir(), 'azukari-refused-'))
  t.after(() => rmSync(directory, { recursive: true, force: true }))
  const data = join(directory, 'data')
  await t.test('a policy that is not there', () => {
    const none = azukari('serve', '--data', data, '--port', '0', '--policy', join(directory, 'none'))
    assert.match(none.stderr, /policy_directory_invalid/)
    assert.equal(none.signal, null, 'it had to be killed')
    assert.doesNotMatch(none.stderr, /sequencing failed/)
  })
  await t.test('a port that another program has', async () => {
    const other = createServer().listen(0, '127.0.0.1')
    await once(other, 'listening')
    const { port } = other.address() as AddressInfo
    const child = spawn(process.execPath, [MAIN, 'serve', '--data', data, '--port', String(port)])
    const said: string[] = []
    child.stderr.on('data', (part) => said.push(String(part)))
    const [status] = await once(child, 'close')
    other.close()
    assert.match(said.join(''), new RegExp(`another program listens on port ${port} .*listener_unavailable`))
    assert.equal(status, 69)
  })
  await t.test('a port that is no number, and one in full-width digits', () => {
    for (const port of ['abc', '７０７０', '99999', '-1', '1e3', '']) {
      const wrong = azukari('serve', '--data', data, '--port', port)
      assert.match(wrong.stderr, /port: a port is a number from 0 to 65535.*configuration_invalid/)
    }
  })
  await t.test('a file where the data directory should be', () => {
    const file = join(directory, 'file')
    writeFileSync(file, '')
    for (const at of [file, join(file, 'below')])
      assert.match(azukari('serve', '--data', at).stderr, /there is a file \(data_directory_unusable\)/)
  })
  await t.test('a file that cannot be read, told where commands read files', () => {
    const bind = azukari('key', 'bind', 'key_0', join(directory, 'none.pem'), '--data', data)
    assert.match(bind.stderr, /none\.pem: .*no such file or directory \(file_unusable\)/)
    assert.equal(bind.status, 65)
    const orders = azukari('import', 'sp-api', directory, '--data', data)
    assert.match(orders.stderr, /it is a directory.*\(file_unusable\)/)
  })
})
