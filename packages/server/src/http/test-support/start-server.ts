import { once } from 'node:events'
import { Socket } from 'node:net'
import type { TestContext } from 'node:test'
import { defineError } from '../../platform/errors.ts'
import { silentLogger } from '../../platform/logger.ts'
import type { Caller, Route } from '../../platform/route.ts'
import type { Denial } from '../doors.ts'
import type { HttpLimits } from '../limits.ts'
import { createServer, type HttpServer, type ServerOptions } from '../server.ts'

export const testKeyUnknown = defineError('test_key_unknown', 401, 'Nobody has this key')
export const testNoGrant = defineError('test_no_grant', 403, 'No grant')

export const TEST_CALLER: Caller = {
  tenant: 7,
  tenantId: `ten_${'7'.repeat(32)}`,
  principal: Buffer.alloc(16, 7),
  principalId: `svc_${'7'.repeat(32)}`,
  kind: 'service',
}

export interface TestServer {
  readonly server: HttpServer
  readonly url: string
  readonly port: number
  readonly denials: Denial[]
}

/** A listening server with one good key (`Bearer good`), one tenant named `seven`, and a grant for the action `allowed`. */
export async function startServer(
  t: TestContext,
  routes: readonly Route[],
  limits: Partial<HttpLimits> = {},
  more: Partial<ServerOptions> = {},
): Promise<TestServer> {
  const denials: Denial[] = []
  const server = await createServer({
    routes,
    log: silentLogger,
    document: { version: '0.0.0', keyErrors: [testKeyUnknown, testNoGrant] },
    checkReplies: true,
    limits: { checkEveryMs: 20, ...limits },
    authenticate: async ({ authorization }) => {
      if (authorization !== 'Bearer good') throw testKeyUnknown('the key is not one of ours')
      return TEST_CALLER
    },
    gate: (_caller, action) => {
      if (action !== 'allowed') throw testNoGrant('no grant for this')
    },
    denied: (denial) => denials.push(denial),
    resolveTenant: (text) => ({ seven: 7, eight: 8 })[text],
    ...more,
  })
  const { url, port } = await server.listen({ port: 0 })
  t.after(() => server.close(100))
  return { server, url, port, denials }
}

/** Sends bytes over a socket of its own and answers all that came back until the server closed. */
export async function exchangeBytes(port: number, ...parts: readonly (string | Buffer)[]): Promise<string> {
  const socket = await open(port)
  for (const part of parts) socket.write(part)
  return readAll(socket)
}

export async function open(port: number): Promise<Socket> {
  const socket = new Socket({ allowHalfOpen: true }).connect(port, '127.0.0.1')
  await once(socket, 'connect')
  return socket
}

export async function readAll(socket: Socket): Promise<string> {
  const chunks: Buffer[] = []
  socket.on('data', (chunk: Buffer) => chunks.push(chunk))
  socket.on('error', () => {})
  await Promise.race([once(socket, 'end'), once(socket, 'close')]).catch(() => {})
  socket.destroy()
  return Buffer.concat(chunks).toString('latin1')
}

/** Status and problem code of each reply in a raw answer. */
export function repliesIn(raw: string): string[] {
  return [...raw.matchAll(/HTTP\/1\.1 (\d{3})[\s\S]*?(?=HTTP\/1\.1 \d|$)/g)]
    .filter((m) => m[1] !== '100')
    .map((m) => [m[1], /"code":"(\w+)"/.exec(m[0])?.[1]].filter(Boolean).join(' '))
}
