import assert from 'node:assert/strict'
import { once } from 'node:events'
import { request } from 'node:https'
import { test } from 'node:test'
import { connect, type TLSSocket } from 'node:tls'
import { isAzukariError } from '../../platform/errors.ts'
import { checkListener } from '../listener.ts'
import { selfSigned } from '../test-support/self-signed.ts'
import { startServer } from '../test-support/start-server.ts'
import { loadTls, type TlsMaterial } from './tls.ts'

test('without TLS only a literal loopback address is listened on', () => {
  for (const host of [undefined, 'localhost', '127.0.0.1', '127.9.9.9', '::1'])
    assert.ok(checkListener(host, false))
  assert.equal(checkListener('localhost', false), '127.0.0.1')
  for (const host of ['0.0.0.0', '::', '192.0.2.1', 'example.com', '127.0.0.1.example.com', '']) {
    assert.throws(
      () => checkListener(host, false),
      (e) => isAzukariError(e, 'plaintext_listener_refused'),
      host,
    )
    assert.equal(checkListener(host, true), host)
  }
})

test('a certificate and a key that do not belong together are refused', async () => {
  const one = selfSigned('one')
  const bad: TlsMaterial[] = [
    { cert: one.cert, key: selfSigned('other').key },
    { cert: 'no certificate', key: one.key },
    { cert: one.cert, key: '' },
  ]
  for (const material of bad) {
    await assert.rejects(
      loadTls(async () => material),
      (e) => isAzukariError(e, 'tls_material_invalid'),
    )
  }
})

async function handshake(port: number, options: object = {}): Promise<TLSSocket> {
  const socket = connect({ port, host: '127.0.0.1', rejectUnauthorized: false, ...options })
  await once(socket, 'secureConnect')
  return socket
}

test('TLS is 1.2 or newer, replies say so, and the certificate can be changed while serving', async (t) => {
  let material = selfSigned('first')
  const { server, port } = await startServer(t, [], {}, { tls: async () => material })
  const response = await new Promise<{ headers: Record<string, unknown> }>((resolve, reject) => {
    request({ port, path: '/v1/health', rejectUnauthorized: false, agent: false }, resolve)
      .on('error', reject)
      .end()
  })
  assert.equal(response.headers['strict-transport-security'], 'max-age=63072000; includeSubDomains')
  const first = await handshake(port)
  assert.equal(first.getPeerCertificate().subject.CN, 'first')
  first.destroy()
  await assert.rejects(
    handshake(port, { minVersion: 'TLSv1', maxVersion: 'TLSv1.1', ciphers: 'DEFAULT:@SECLEVEL=0' }),
  )
  const good = material
  material = { cert: selfSigned('second').cert, key: good.key }
  await assert.rejects(server.reloadTls(), (e) => isAzukariError(e, 'tls_material_invalid'))
  const still = await handshake(port)
  assert.equal(still.getPeerCertificate().subject.CN, 'first')
  still.destroy()
  material = selfSigned('second')
  await server.reloadTls()
  const second = await handshake(port)
  assert.equal(second.getPeerCertificate().subject.CN, 'second')
  second.destroy()
})
