import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { once } from 'node:events'
import { readFile, rename, rm, symlink, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { type TestContext, test } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import { connect } from 'node:tls'
import { TlsReload } from '../src/app/serve/tls-reload.ts'
import { selfSigned } from '../src/http/test-support/self-signed.ts'
import { startServer } from '../src/http/test-support/start-server.ts'
import { testCa } from '../src/http/test-support/test-ca.ts'
import { loadTls } from '../src/http/tls/tls.ts'
import { silentLogger } from '../src/platform/logger.ts'
import { temporaryDirectory } from './own-cluster.ts'
import { serveProcess } from './serve-process.ts'
import { world } from './world.ts'

async function nameShown(port: number): Promise<string> {
  const socket = connect({ port, host: '127.0.0.1', rejectUnauthorized: false })
  await once(socket, 'secureConnect')
  const { CN } = socket.getPeerCertificate().subject
  socket.destroy()
  return String(CN)
}

async function until(holds: () => Promise<boolean>): Promise<void> {
  for (let looks = 0; looks < 400; looks++) {
    if (await holds()) return
    await sleep(25)
  }
  assert.fail('it never came to be')
}

/** Certificate and key as tools for it leave them: links to the newest, put in place of the old ones. */
async function linked(t: TestContext) {
  const directory = await temporaryDirectory(t)
  const files = { certFile: join(directory, 'cert.pem'), keyFile: join(directory, 'key.pem') }
  const put = async (name: string, part: 'cert' | 'key' | 'both', material = selfSigned(name)) => {
    for (const which of part === 'both' ? (['key', 'cert'] as const) : [part]) {
      const real = join(directory, `${name}-${which}.pem`)
      await writeFile(real, material[which], { mode: 0o600 })
      await symlink(real, join(directory, `${which}.new`))
      await rename(join(directory, `${which}.new`), join(directory, `${which}.pem`))
    }
    return material
  }
  await put('first', 'both')
  return { files, put, directory }
}

test('a new certificate is taken while serving, without a restart, and written down', async (t) => {
  const w = await world(t)
  const { files, put, directory } = await linked(t)
  const material = async () => ({ cert: await readFile(files.certFile), key: await readFile(files.keyFile) })
  const { server, port } = await startServer(t, [], {}, { tls: material })
  const reload = new TlsReload({ server, files, writer: w.writer, log: silentLogger, everyMs: 20 })
  await reload.start()
  t.after(() => reload.stop())
  assert.equal(await nameShown(port), 'first')

  await put('second', 'both')
  await until(async () => (await nameShown(port)) === 'second')
  // The listener has the new pair a moment before its entry is committed: the entry tells of what was done.
  await until(async () => (await w.entries('listener.certificate_changed')).length > 0)
  const [entry] = await w.entries('listener.certificate_changed')
  assert.match(String(entry?.unmapped.detail?.['certificate']), /^[0-9a-f]{64}$/)

  // The certificate alone does not belong to the key that is there: the old pair goes on until its key comes.
  const third = await put('third', 'cert')
  await sleep(200)
  await assert.rejects(loadTls(material), { code: 'tls_material_invalid' })
  assert.equal(await nameShown(port), 'second')
  await put('third', 'key', third)
  await until(async () => (await nameShown(port)) === 'third')

  // Files that are gone, or hold no certificate, take nothing away.
  await writeFile(join(directory, 'third-cert.pem'), 'nothing')
  await sleep(100)
  await rm(files.certFile)
  await sleep(100)
  assert.equal(await nameShown(port), 'third')
  const changes = await w.entries('listener.certificate_changed')
  assert.ok(changes.length >= 2)
})

test('another CA file is taken while serving, and written down; one that holds no CA takes nothing away', async (t) => {
  const w = await world(t)
  const { files, directory } = await linked(t)
  const clientCaFile = join(directory, 'ca.pem')
  const [old, next] = [testCa('Old CA'), testCa('Next CA')]
  await writeFile(clientCaFile, old.cert)
  const material = async () => ({
    cert: await readFile(files.certFile),
    key: await readFile(files.keyFile),
    clientCa: await readFile(clientCaFile),
  })
  const { server, port } = await startServer(t, [], {}, { tls: material })
  const all = { ...files, clientCaFile }
  const reload = new TlsReload({ server, files: all, writer: w.writer, log: silentLogger, everyMs: 20 })
  await reload.start()
  t.after(() => reload.stop())
  await writeFile(clientCaFile, next.cert)
  await until(async () => (await w.entries('listener.certificate_changed')).length > 0)
  const [entry] = await w.entries('listener.certificate_changed')
  assert.equal(entry?.unmapped.detail?.['client_ca'], createHash('sha256').update(next.cert).digest('hex'))
  await writeFile(clientCaFile, 'nothing')
  await sleep(100)
  assert.equal((await w.entries('listener.certificate_changed')).length, 1)
  assert.equal(await nameShown(port), 'first')
})

test('the program serves with TLS, and SIGHUP makes it take a new certificate at once', async (t) => {
  const { files, put } = await linked(t)
  const env = { AZUKARI_TLS_CERT: files.certFile, AZUKARI_TLS_KEY: files.keyFile }
  const served = await serveProcess(t, [], env)
  assert.match(served.url, /^https:/)
  const port = Number(new URL(served.url).port)
  assert.equal(await nameShown(port), 'first')
  await put('second', 'both')
  served.child.kill('SIGHUP')
  await until(async () => (await nameShown(port)) === 'second')
  assert.equal(served.child.exitCode, null)
})
