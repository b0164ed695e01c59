import assert from 'node:assert/strict'
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { parseSecretReference, readConfiguration, readSecret } from './index.ts'

test('without a word it serves production on loopback, keys in a file beside the database', () => {
  const c = readConfiguration({ data: '/srv/azukari' }, {})
  assert.equal(c.host, '127.0.0.1')
  assert.equal(c.environment, 'production')
  assert.equal(c.injectedClock, false)
  assert.deepEqual(c.keys, { kind: 'file', directory: '/srv/azukari/keys' })
  assert.equal(c.databaseUrl, undefined)
})

test('the command line wins over the environment', () => {
  const c = readConfiguration({ port: '1' }, { AZUKARI_PORT: '2', AZUKARI_ENVIRONMENT: 'staging' })
  assert.equal(c.port, 1)
  assert.equal(c.environment, 'staging')
})

test('what cannot be meant is refused before anything starts', () => {
  for (const options of [
    { port: '65536' },
    { port: 'x' },
    { environment: 'Production!' },
    { keys: 'vault:x' },
  ]) {
    assert.throws(() => readConfiguration(options, {}), { code: 'configuration_invalid' })
  }
  assert.throws(() => readConfiguration({}, { AZUKARI_TLS_CLIENT_CA: '/ca.pem' }), {
    code: 'configuration_invalid',
  })
  const tls = { AZUKARI_TLS_CERT: '/c.pem', AZUKARI_TLS_KEY: '/k.pem' }
  assert.equal(readConfiguration({}, tls).tls?.clientCaFile, undefined)
  assert.equal(
    readConfiguration({}, { ...tls, AZUKARI_TLS_CLIENT_CA: '/ca.pem' }).tls?.clientCaFile,
    '/ca.pem',
  )
  assert.throws(() => readConfiguration({}, { AZUKARI_TLS_CERT: '/c.pem' }), {
    code: 'configuration_invalid',
  })
})

test('a literal secret is refused, and not repeated', () => {
  const literal = 'postgres://owner:hunter2secret@db.example/azukari'
  assert.throws(
    () => readConfiguration({ database: literal }, {}),
    (error: Error & { code: string }) =>
      error.code === 'literal_secret_refused' && !JSON.stringify(error).includes('hunter2'),
  )
  const key = 'c2VjcmV0LXNlY3JldC1zZWNyZXQtc2VjcmV0LXNlY3JldA=='
  assert.throws(() => readConfiguration({ keys: key }, {}), { code: 'literal_secret_refused' })
})

test('a secret comes from a named variable or a closed file, never from an open one', (t) => {
  const directory = mkdtempSync(join(tmpdir(), 'azukari-config-'))
  t.after(() => rmSync(directory, { recursive: true }))
  const file = join(directory, 'secret')
  writeFileSync(file, 's3cret\n', { mode: 0o600 })
  const reference = parseSecretReference(`file:${file}`, '--key')
  assert.equal(readSecret(reference, {}), 's3cret')
  assert.equal(readSecret('env:KEY', { KEY: 'x' }), 'x')
  chmodSync(file, 0o644)
  assert.throws(() => readSecret(reference, {}), { code: 'configuration_invalid' })
  assert.throws(() => readSecret('env:MISSING', {}), { code: 'secret_unreadable' })
  assert.throws(() => readSecret(`file:${join(directory, 'none')}`, {}), { code: 'secret_unreadable' })
})
