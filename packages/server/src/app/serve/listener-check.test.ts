import assert from 'node:assert/strict'
import { createServer as createPlain } from 'node:http'
import { createServer as createSecure } from 'node:https'
import type { AddressInfo, Server } from 'node:net'
import { networkInterfaces } from 'node:os'
import { type TestContext, test } from 'node:test'
import { selfSigned } from '../../http/test-support/self-signed.ts'
import { startServer } from '../../http/test-support/start-server.ts'
import type { CheckContext } from '../../platform/check.ts'
import { tlsOnEveryListener } from './listener-check.ts'
import { Listeners } from './listeners.ts'

const DAY = 86_400_000

async function measure(url: string | undefined, nowMs = Date.now()) {
  const listeners = new Listeners()
  if (url !== undefined) listeners.opened(url)
  const context = { clock: { now: () => nowMs } } as unknown as CheckContext
  return await tlsOnEveryListener(listeners).measure(context)
}

/** A listener that is not ours, to be wrong in one way. */
async function listening(t: TestContext, server: Server, host = '127.0.0.1'): Promise<string> {
  await new Promise<void>((resolve) => server.listen(0, host, resolve))
  t.after(() => void server.close())
  const { port } = server.address() as AddressInfo
  return `${host}:${port}`
}

const HSTS = { 'strict-transport-security': 'max-age=63072000' }

test('our listener with TLS holds to it, and one without is on loopback alone', async (t) => {
  const secure = await startServer(t, [], {}, { tls: async () => selfSigned('localhost') })
  const good = await measure(secure.url)
  assert.deepEqual(
    [good.state, good.figures['secure'], good.figures['loopback']],
    ['satisfied', 1, 0],
    good.why,
  )
  const plain = await startServer(t, [])
  const local = await measure(plain.url)
  assert.deepEqual([local.state, local.figures['loopback']], ['satisfied', 1], local.why)
  assert.equal((await measure(undefined)).state, 'unknown')
})

test('what is wrong with a listener is found by connecting to it', async (t) => {
  const material = selfSigned('localhost')
  const answer =
    (headers: Record<string, string>) => (_request: unknown, response: import('node:http').ServerResponse) =>
      void response.writeHead(200, headers).end('{}')
  const whyOf = async (url: string, nowMs?: number) => {
    const { state, why } = await measure(url, nowMs)
    return [state, why]
  }
  const bare = await listening(t, createSecure(material, answer({})))
  assert.deepEqual(await whyOf(`https://${bare}`), ['violated', 'a reply is without HSTS'])
  const old = { ...material, minVersion: 'TLSv1' as const, ciphers: 'DEFAULT:@SECLEVEL=0' }
  const lenient = await listening(t, createSecure(old, answer(HSTS)))
  assert.deepEqual(await whyOf(`https://${lenient}`), ['violated', 'a listener accepts TLS older than 1.2'])
  const good = await listening(t, createSecure(material, answer(HSTS)))
  assert.deepEqual(await whyOf(`https://${good}`), ['satisfied', undefined])
  assert.deepEqual(await whyOf(`https://${good}`, Date.now() + 2 * DAY), [
    'violated',
    'the certificate is past its end',
  ])
  const plain = await listening(t, createPlain(answer(HSTS)))
  assert.deepEqual(await whyOf(`https://${plain}`), [
    'violated',
    'a listener does not come to a TLS handshake',
  ])
  assert.deepEqual(await whyOf('http://192.0.2.1:7070'), [
    'violated',
    'a listener without TLS is not on a loopback address',
  ])
})

test('a listener said to be on loopback that others reach is found', async (t) => {
  const outside = Object.values(networkInterfaces())
    .flatMap((all) => all ?? [])
    .find((one) => !one.internal && one.family === 'IPv4')
  if (!outside) return t.skip('this machine has no address but loopback')
  const server = createPlain((_request, response) => void response.writeHead(200).end('{}'))
  const everywhere = await listening(t, server, '0.0.0.0')
  const { state, why } = await measure(`http://127.0.0.1:${everywhere.split(':')[1]}`)
  assert.deepEqual([state, why], ['violated', 'a listener without TLS is reached from other addresses'])
})
