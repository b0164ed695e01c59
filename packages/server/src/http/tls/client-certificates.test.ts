import assert from 'node:assert/strict'
import { createHash, X509Certificate } from 'node:crypto'
import { once } from 'node:events'
import { type TestContext, test } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import { connect, type TLSSocket } from 'node:tls'
import { z } from 'zod'
import { isAzukariError } from '../../platform/errors.ts'
import { route } from '../../platform/route.ts'
import { CertifiedClient, type Pair } from '../test-support/certified.ts'
import { selfSigned } from '../test-support/self-signed.ts'
import { startServer } from '../test-support/start-server.ts'
import { testCa } from '../test-support/test-ca.ts'
import { loadTls, type TlsMaterial } from './tls.ts'

/** Tells what the server makes of the connection. */
const shownRoute = route({
  operation: 'test.shown',
  method: 'GET',
  path: '/shown',
  summary: 'What certificate a connection shows',
  access: 'public',
  reply: z.object({ key: z.string().nullable(), until: z.number().nullable() }),
  statuses: [200],
  errors: [],
  handle: async ({ certificate: shown }) => ({
    status: 200,
    body: { key: shown?.publicKey.toString('hex') ?? null, until: shown?.untilMs ?? null },
  }),
})

/** Goes on for as long as it is let, by word of a certificate or of none. */
const streamRoute = route({
  operation: 'test.follow',
  method: 'GET',
  path: '/follow',
  summary: 'A stream that does not end',
  access: 'public',
  replyType: 'text/plain',
  statuses: [200],
  errors: [],
  handle: async ({ certificate, signal }) => ({
    status: 200,
    headers: { 'content-type': 'text/plain' },
    stream: (async function* () {
      while (!signal.aborted) {
        yield Buffer.from(certificate === undefined ? 'n' : 'c')
        await sleep(5)
      }
    })(),
  }),
})

const keyOf = (pem: string) =>
  createHash('sha256')
    .update(new X509Certificate(pem).publicKey.export({ type: 'spki', format: 'der' }))
    .digest('hex')

async function scene(t: TestContext, more: object = {}) {
  const company = testCa('Company CA')
  const held: { material: TlsMaterial } = { material: { ...selfSigned('server'), clientCa: company.cert } }
  const { server, port } = await startServer(
    t,
    [shownRoute, streamRoute],
    {},
    { tls: async () => held.material, ...more },
  )
  const client = (pair?: Pair) => {
    const made = new CertifiedClient(port, pair)
    t.after(() => made.close())
    return made
  }
  const shown = async (pair?: Pair, headers = {}) => {
    const { status, body } = await client(pair).send('GET', '/v1/shown', headers)
    assert.equal(status, 200)
    return body.key
  }
  return { company, held, server, port, client, shown }
}

test('a certificate of the company’s CA is seen, and browsers without one go on', async (t) => {
  const { company, held, server, shown } = await scene(t)
  const laptop = company.issue('laptop 1')
  assert.equal(await shown(laptop), keyOf(laptop.cert))
  const renewed = company.issue('laptop 1', { pair: laptop.pair })
  assert.equal(await shown(renewed), keyOf(laptop.cert), 'renewed for the same key it is the same')
  assert.equal(await shown(), null)
  const between = company.below('Department CA')
  const below = between.issue('laptop 2')
  const chain = { ...below, cert: below.cert + between.cert }
  assert.equal(await shown(chain), null, 'who issues is named, or does not count')
  held.material = { ...held.material, clientCa: company.cert + between.cert }
  await server.reloadTls()
  assert.equal(await shown(chain), keyOf(below.cert))
  assert.equal(await shown(laptop), keyOf(laptop.cert))
})

test('wrong CA, expired, for servers, self-signed: none of it is a certificate', async (t) => {
  const { company, shown } = await scene(t)
  const refused: Record<string, Pair> = {
    'another CA': testCa('Another CA').issue('laptop 1'),
    expired: company.issue('laptop 1', { untilMs: Date.now() - 1000 }),
    'for servers': company.issue('laptop 1', { side: 'server' }),
    'self-signed': selfSigned('laptop 1') as Pair,
  }
  for (const [what, pair] of Object.entries(refused)) assert.equal(await shown(pair), null, what)
})

test('a connection whose certificate bears the CA’s name and another’s signature is dropped, and no other', async (t) => {
  const { company, client, shown } = await scene(t)
  const open = client(company.issue('laptop 2'))
  await open.send('GET', '/v1/shown')
  for (const forged of [testCa('Company CA').issue('laptop 1'), testCa('Company CA').issue('laptop 2')])
    await assert.rejects(shown(forged), { code: 'ECONNRESET' })
  assert.equal((await open.send('GET', '/v1/shown')).status, 200)
})

test('no header stands for a certificate, and behind a declared proxy there is none', async (t) => {
  const { company, shown } = await scene(t)
  const laptop = company.issue('laptop 1')
  const pem = encodeURIComponent(laptop.cert)
  const der = new X509Certificate(laptop.cert).raw.toString('base64')
  const spoofed = {
    'client-cert': `:${der}:`,
    'x-client-cert': pem,
    'x-forwarded-client-cert': `Hash=${keyOf(laptop.cert)};Cert="${pem}"`,
    'x-ssl-client-verify': 'SUCCESS',
    'x-ssl-client-cert': pem,
    'x-forwarded-for': '127.0.0.1',
  }
  assert.equal(await shown(undefined, spoofed), null)
  const behind = await scene(t, { proxies: ['127.0.0.1', '::1'] })
  const proxy = behind.company.issue('proxy')
  assert.equal(await behind.shown(proxy), null, 'it is the proxy’s own')
  assert.equal(await behind.shown(proxy, spoofed), null)
})

test('a CA that was taken out vouches for nothing more, on connections that are open too', async (t) => {
  const { company, held, server, client } = await scene(t)
  const laptop = company.issue('laptop 1')
  const open = client(laptop)
  const ask = async (one: CertifiedClient) => (await one.send('GET', '/v1/shown')).body.key
  assert.equal(await ask(open), keyOf(laptop.cert))
  const next = testCa('Next CA')
  held.material = { ...held.material, clientCa: company.cert + next.cert }
  await server.reloadTls()
  assert.equal(await ask(open), keyOf(laptop.cert), 'it is still there, beside another')
  held.material = { ...held.material, clientCa: next.cert }
  await server.reloadTls()
  assert.equal(await ask(open), null)
  assert.equal(await ask(client(laptop)), null)
  const other = next.issue('laptop 1')
  assert.equal(await ask(client(other)), keyOf(other.cert))
})

test('streams that rest on a certificate of a CA that was taken out end, and no others', async (t) => {
  const { company, held, server, port } = await scene(t)
  const laptop = company.issue('laptop 1')
  const follow = (pair?: Pair) => {
    const socket = connect({ port, host: '127.0.0.1', rejectUnauthorized: false, ...pair })
    t.after(() => socket.destroy())
    socket.on('error', () => {})
    socket.write('GET /v1/follow HTTP/1.1\r\nHost: x\r\n\r\n')
    return socket
  }
  const [certified, plain] = [follow(laptop), follow()]
  await Promise.all([once(certified, 'data'), once(plain, 'data')])
  const closed = once(certified, 'close', { signal: AbortSignal.timeout(20_000) })
  held.material = { ...held.material, clientCa: company.cert + testCa('Next CA').cert }
  await server.reloadTls()
  await once(certified, 'data')
  held.material = { ...held.material, clientCa: testCa('Next CA').cert }
  await server.reloadTls()
  certified.resume()
  await closed
  await once(plain, 'data')
})

test('a file that holds no CA is refused, and what was believed goes on', async (t) => {
  const { company, held, server, shown } = await scene(t)
  const laptop = company.issue('laptop 1')
  for (const clientCa of ['', 'no certificate', laptop.cert, company.cert + laptop.cert]) {
    await assert.rejects(
      loadTls(async () => ({ ...held.material, clientCa })),
      (e) => isAzukariError(e, 'tls_material_invalid'),
    )
  }
  held.material = { ...held.material, clientCa: laptop.cert }
  await assert.rejects(server.reloadTls(), (e) => isAzukariError(e, 'tls_material_invalid'))
  assert.equal(await shown(laptop), keyOf(laptop.cert))
})

for (const version of ['TLSv1.2', 'TLSv1.3'] as const) {
  test(`a session of ${version} is not resumed: each connection shows that it holds the key`, async (t) => {
    const { company, port } = await scene(t)
    const laptop = company.issue('laptop 1')
    const options = {
      port,
      host: '127.0.0.1',
      rejectUnauthorized: false,
      maxVersion: version,
      minVersion: version,
    }
    const first = connect({ ...options, cert: laptop.cert, key: laptop.key })
    const sessions: Buffer[] = []
    first.on('session', (session) => sessions.push(session))
    await once(first, 'secureConnect')
    const kept = first.getSession()
    await sleep(50)
    first.destroy()
    for (const session of [...sessions, ...(kept ? [kept] : [])]) {
      const again: TLSSocket = connect({ ...options, session })
      await once(again, 'secureConnect')
      assert.equal(again.isSessionReused(), false)
      again.destroy()
    }
  })
}

test('a connection does not change its certificate: renegotiating ends it', async (t) => {
  const { company, port } = await scene(t)
  const { cert, key } = company.issue('laptop 1')
  const socket = connect({
    port,
    host: '127.0.0.1',
    rejectUnauthorized: false,
    maxVersion: 'TLSv1.2',
    cert,
    key,
  })
  await once(socket, 'secureConnect')
  const outcome = await new Promise<string>((resolve) => {
    socket.on('error', () => resolve('ended'))
    socket.on('close', () => resolve('ended'))
    socket.renegotiate({ rejectUnauthorized: false }, (error) => resolve(error ? 'ended' : 'renegotiated'))
  })
  assert.equal(outcome, 'ended')
  socket.destroy()
})

test('where no certificates are asked for, none is looked at', async (t) => {
  const company = testCa('Company CA')
  const { port } = await startServer(t, [shownRoute], {}, { tls: async () => selfSigned('server') })
  const client = new CertifiedClient(port, company.issue('laptop 1'))
  t.after(() => client.close())
  assert.equal((await client.send('GET', '/v1/shown')).body.key, null)
})
