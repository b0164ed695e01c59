import type { Server } from 'node:http'
import type { Server as TlsServer } from 'node:https'
import type { AddressInfo } from 'node:net'
import type { FastifyInstance } from 'fastify'
import type { Logger } from '../platform/logger.ts'
import type { Mount } from '../platform/mount.ts'
import type { Caller, Route } from '../platform/route.ts'
import { buildFastify } from './build-fastify.ts'
import { checkRoutes, compileRoute } from './compile-route.ts'
import type { Doors, Pipeline } from './doors.ts'
import { healthRoute } from './health-route.ts'
import { DEFAULT_LIMITS, type HttpLimits } from './limits.ts'
import { checkListener, type ListenOptions, refuseListener } from './listener.ts'
import { type DocumentInfo, type OpenapiDocument, openapiDocument } from './openapi/openapi.ts'
import { openapiRoute } from './openapi/openapi-route.ts'
import { errorsOf } from './openapi/route-errors.ts'
import { ReplyHeaders } from './reply/reply-headers.ts'
import { clientAddress, throughProxy } from './request/client-address.ts'
import type { Pages } from './serve/serve-page.ts'
import { ClientCertificates } from './tls/client-certificates.ts'
import { loadTls, type TlsSource } from './tls/tls.ts'

export interface ServerOptions extends Doors {
  readonly routes: readonly Route[]
  readonly mounts?: readonly Mount[]
  /** For browsers: asked about every GET that no route takes. */
  readonly pages?: Pages
  readonly log: Logger
  readonly document: DocumentInfo
  readonly limits?: Partial<HttpLimits>
  /** Addresses and CIDR ranges of the proxies in front, whose X-Forwarded-For is believed. */
  readonly proxies?: readonly string[]
  readonly tls?: TlsSource
  /** Holds every reply against its declaration. For tests. */
  readonly checkReplies?: boolean
}

export interface OpenStream {
  /** `req_…` */
  readonly request: string
  readonly caller: Caller
  readonly operation: string
  readonly action: string | undefined
  cut(): void
}

export interface HttpServer {
  /** Starts to listen. Throws `plaintext_listener_refused` for an address others can reach, unless there is TLS. */
  listen(options: ListenOptions): Promise<{ url: string; port: number }>
  /** Takes the certificate anew; connections already open keep theirs. A bad pair throws and changes nothing. */
  reloadTls(): Promise<void>
  /** Streams that are open, with who they are for; `cut` ends one in the middle. */
  streams(): readonly OpenStream[]
  /** Accepts nothing more, lets requests in flight end, and after `graceMs` aborts and closes what is left. */
  close(graceMs?: number): Promise<void>
}

/** The document of a server with these routes, for generating clients without starting one. */
export function publicDocument(routes: readonly Route[], info: DocumentInfo): OpenapiDocument {
  const declared = [healthRoute, ...routes]
  return openapiDocument([...declared, openapiRoute(declared, info)], info)
}

/** Compiles the declared routes into a server. Throws RouteDeclarationError; reads the certificate, but does not listen yet. */
export async function createServer(options: ServerOptions): Promise<HttpServer> {
  const limits = { ...DEFAULT_LIMITS, ...options.limits }
  const tls = options.tls && (await loadTls(options.tls))
  const declared = [healthRoute, ...options.routes]
  const routes = [...declared, openapiRoute(declared, options.document)].map((route) =>
    compileRoute(route, limits),
  )
  checkRoutes(routes)
  const certificates =
    tls?.authorities && new ClientCertificates(tls.authorities, throughProxy(options.proxies))
  const pipeline: Pipeline = {
    pages: options.pages,
    network: options.network,
    authenticate: options.authenticate,
    gate: options.gate,
    denied: options.denied,
    resolveTenant: options.resolveTenant,
    log: options.log,
    limits,
    headers: new ReplyHeaders(tls !== undefined),
    addressOf: clientAddress(options.proxies),
    certificateOf: certificates && ((request) => certificates.of(request)),
    open: new Set(),
    streams: new Map(),
    declared: options.checkReplies ? declaredCodes(options.document) : undefined,
    stopping: false,
  }
  const fastify = buildFastify(pipeline, routes, tls?.options, options.mounts)
  certificates?.watch(fastify.server as unknown as TlsServer)
  await fastify.ready()
  return serverOf(fastify, pipeline, options.tls, certificates)
}

function declaredCodes(info: DocumentInfo): (route: Route) => ReadonlySet<string> {
  const known = new WeakMap<Route, ReadonlySet<string>>()
  return (route) => {
    const codes = known.get(route) ?? new Set(errorsOf(route, info).map(({ code }) => code))
    known.set(route, codes)
    return codes
  }
}

function serverOf(
  fastify: FastifyInstance,
  p: Pipeline,
  tls: TlsSource | undefined,
  certificates: ClientCertificates | undefined,
): HttpServer {
  return {
    async listen(options) {
      const host = checkListener(options.host, tls !== undefined)
      await fastify
        .listen({ host, port: options.port })
        .catch((error) => refuseListener(error, host, options.port))
      const { port } = fastify.server.address() as AddressInfo
      const name = host.includes(':') ? `[${host}]` : host
      return { url: `${tls === undefined ? 'http' : 'https'}://${name}:${port}`, port }
    },
    async reloadTls() {
      if (tls === undefined) return
      const { options, authorities } = await loadTls(tls)
      // `setSecureContext` wants lists that are its own.
      const context = { ...options, ca: options.ca && [...options.ca] }
      ;(fastify.server as unknown as TlsServer).setSecureContext(context)
      if (certificates === undefined) return
      certificates.trust(authorities ?? [])
      for (const x of p.streams.keys()) if (x.lostCertificate) x.cut()
    },
    streams: () =>
      [...p.streams].map(([x, { operation, action }]) => ({
        request: x.requestId,
        caller: x.caller,
        operation,
        action,
        cut: () => x.cut(),
      })),
    close: (graceMs = 10_000) => closeGracefully(fastify, p, graceMs),
  }
}

async function closeGracefully(fastify: FastifyInstance, p: Pipeline, graceMs: number): Promise<void> {
  p.stopping = true
  const server: Server = fastify.server
  const timer = setTimeout(() => {
    for (const controller of p.open) controller.abort()
    // Handlers that heed their signal get to answer; whoever does not is cut off.
    setTimeout(() => server.closeAllConnections(), Math.min(1000, graceMs)).unref()
  }, graceMs)
  try {
    await fastify.close()
  } finally {
    clearTimeout(timer)
  }
}
