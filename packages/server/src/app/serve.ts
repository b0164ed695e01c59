import { readFile } from 'node:fs/promises'
import { gate } from '../access/index.ts'
import type { App } from '../app.ts'
import { createServer, type HttpServer } from '../http/index.ts'
import { deviceErrors, identityErrors, networkErrors, requireDevice } from '../identity/index.ts'
import { consolePages } from './console-files.ts'
import { StreamWatch } from './end-streams.ts'
import { resolveTenant } from './resolve-tenant.ts'

const { keyExpired, keyMalformed, keyMissing, keyRevoked, keyUnknown } = identityErrors
const {
  credentialsAmbiguous,
  crossSiteRefused,
  personNeeded,
  secondFactorNeeded,
  sessionMissing,
  sessionOver,
} = identityErrors

export const DOCUMENT = {
  version: '1',
  keyErrors: [
    keyMissing,
    keyMalformed,
    keyUnknown,
    keyExpired,
    keyRevoked,
    sessionMissing,
    sessionOver,
    credentialsAmbiguous,
    crossSiteRefused,
    secondFactorNeeded,
    personNeeded,
    networkErrors.networkRefused,
    deviceErrors.deviceNeeded,
  ],
} as const

/** Listens with every room's routes. What was refused before there was a caller is counted and written down in groups. */
export async function serveHttp(
  app: App,
): Promise<{ url: string; server: HttpServer; close(): Promise<void> }> {
  const { configuration, databases, log, routes, callers, people, authorities, denials } = app
  const { tls, proxies, host, port } = configuration
  const { provisioning } = app
  const { networks } = provisioning
  const server = await createServer({
    routes,
    pages: consolePages(),
    log,
    document: DOCUMENT,
    proxies,
    ...(tls
      ? { tls: async () => ({ cert: await readFile(tls.certFile), key: await readFile(tls.keyFile) }) }
      : {}),
    mounts: provisioning.mounts,
    network: (address) => networks.knock(address),
    async authenticate(attempt) {
      const caller = await callers.resolve(attempt)
      await networks.enter(caller, attempt.address)
      await requireDevice(provisioning.devices, caller, attempt.access, attempt.operation)
      return caller
    },
    gate: (caller, action, operation) => gate({ ...app.access, authorities }, caller, action, operation),
    denied: (denial) => denials.count(denial),
    resolveTenant: resolveTenant(databases.app),
  })
  const { url } = await server.listen({ host, port })
  people.site.listening(url)
  denials.start()
  const streams = new StreamWatch(app, server)
  streams.start()
  return {
    url,
    server,
    async close() {
      app.followers.stop()
      streams.stop()
      await server.close()
      await denials.stop()
    },
  }
}
