import { readFile } from 'node:fs/promises'
import { accessErrors, gate } from '../../access/index.ts'
import type { App } from '../../app.ts'
import type { Configuration } from '../../config/index.ts'
import { type Attempt, createServer, type HttpServer } from '../../http/index.ts'
import {
  deviceErrors,
  identityErrors,
  networkErrors,
  requireAcceptance,
  requireDevice,
} from '../../identity/index.ts'
import type { Mount } from '../../platform/mount.ts'
import type { Caller } from '../../platform/route.ts'
import { consolePages } from '../console/console-files.ts'
import { resolveTenant } from '../open/resolve-tenant.ts'
import { StreamWatch } from './end-streams.ts'
import { TlsReload } from './tls-reload.ts'

const { actionDenied } = accessErrors
const { certificateNeeded, keyExpired, keyMalformed, keyMissing, keyRevoked, keyUnknown } = identityErrors
const {
  acceptanceNeeded,
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
    certificateNeeded,
    sessionMissing,
    sessionOver,
    credentialsAmbiguous,
    crossSiteRefused,
    secondFactorNeeded,
    personNeeded,
    deviceErrors.deviceNeeded,
    acceptanceNeeded,
  ],
  networkErrors: [networkErrors.networkRefused],
  gateErrors: [actionDenied],
} as const

/** Listens with every room's routes. What was refused before there was a caller is counted and written down in groups. */
export async function serveHttp(
  app: App,
): Promise<{ url: string; server: HttpServer; reloadTls(): Promise<void>; close(): Promise<void> }> {
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
    ...(tls ? { tls: () => readTls(tls) } : {}),
    mounts: provisioning.mounts.map((mount) => fromTheirNetworks(mount, networks)),
    network: (address) => networks.knock(address),
    authenticate(attempt) {
      const caller = callers.resolve(attempt)
      return caller instanceof Promise
        ? caller.then((known) => enter(app, known, attempt))
        : enter(app, caller, attempt)
    },
    gate: (caller, action, operation) => gate({ ...app.access, authorities }, caller, action, operation),
    denied: (denial) => denials.count(denial),
    resolveTenant: resolveTenant(databases.app),
  })
  const { url } = await server.listen({ host, port })
  people.site.listening(url)
  const closed = app.listeners.opened(url)
  const reload = tls && new TlsReload({ server, files: tls, writer: app.writers.app, log })
  await reload?.start()
  denials.start()
  const streams = new StreamWatch(app, server)
  streams.start()
  return {
    url,
    server,
    reloadTls: async () => reload?.reload(),
    async close() {
      closed()
      app.followers.stop()
      await reload?.stop()
      streams.stop()
      await server.close()
      await denials.stop()
    },
  }
}

async function readTls({ certFile, keyFile, clientCaFile }: NonNullable<Configuration['tls']>) {
  return {
    cert: await readFile(certFile),
    key: await readFile(keyFile),
    clientCa: clientCaFile === undefined ? undefined : await readFile(clientCaFile),
  }
}

/** From where, and for people on what and after what, somebody who is known may come in. For services it is told without waiting, nearly always. */
function enter(
  { identity, provisioning: { networks, devices } }: App,
  caller: Caller,
  { address, access, operation }: Attempt,
): Caller | Promise<Caller> {
  const entered = networks.enter(caller, address)
  if (caller.kind !== 'person') return entered === undefined ? caller : entered.then(() => caller)
  return Promise.resolve(entered)
    .then(() => requireDevice(devices, caller, access, operation))
    .then(() => requireAcceptance(identity, caller, access, operation))
    .then(() => caller)
}

/** A directory, too, comes from where its tenant says: before it is known whose it is, only lists that all tenants have can turn it away. */
function fromTheirNetworks(mount: Mount, networks: App['provisioning']['networks']): Mount {
  return {
    ...mount,
    async authenticate(attempt) {
      const caller = await mount.authenticate(attempt)
      await networks.enter(caller, attempt.address)
      return caller
    },
  }
}
