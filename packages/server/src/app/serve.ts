import { readFile } from 'node:fs/promises'
import { gate } from '../access/index.ts'
import type { App } from '../app.ts'
import { createServer, type HttpServer } from '../http/index.ts'
import { bearerKey, identityErrors } from '../identity/index.ts'
import { Denials } from './denials.ts'
import { resolveTenant } from './resolve-tenant.ts'

const { keyExpired, keyMalformed, keyMissing, keyRevoked, keyUnknown } = identityErrors

export const DOCUMENT = {
  version: '1',
  keyErrors: [keyMissing, keyMalformed, keyUnknown, keyExpired, keyRevoked],
} as const

/** Listens with every room's routes. What was refused before there was a caller is counted and written down in groups. */
export async function serveHttp(
  app: App,
): Promise<{ url: string; server: HttpServer; close(): Promise<void> }> {
  const { configuration, databases, log, routes, authenticator, authorities, writers, clock } = app
  const { tls, proxies, host, port } = configuration
  const denials = new Denials(writers.app, clock)
  const server = await createServer({
    routes,
    log,
    document: DOCUMENT,
    proxies,
    ...(tls
      ? { tls: async () => ({ cert: await readFile(tls.certFile), key: await readFile(tls.keyFile) }) }
      : {}),
    authenticate: async ({ authorization }) =>
      (await authenticator.authenticate(bearerKey(authorization))).caller,
    gate: (caller, action, operation) => gate({ ...app.access, authorities }, caller, action, operation),
    denied: (denial) => denials.count(denial),
    resolveTenant: resolveTenant(databases.app),
  })
  const { url } = await server.listen({ host, port })
  denials.start()
  return {
    url,
    server,
    async close() {
      await server.close()
      await denials.stop()
    },
  }
}
