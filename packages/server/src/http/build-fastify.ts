import type { IncomingMessage, ServerOptions as NodeServerOptions, ServerResponse } from 'node:http'
import type { Socket } from 'node:net'
import Fastify, { type FastifyInstance, type FastifyServerOptions } from 'fastify'
import type { Mount } from '../platform/mount.ts'
import type { CompiledRoute } from './compile-route.ts'
import type { Pipeline } from './doors.ts'
import {
  expectationFailed,
  methodNotAllowed,
  pathMalformed,
  pathParameterTooLong,
  routeUnknown,
} from './errors.ts'
import type { HttpLimits } from './limits.ts'
import { type RouterParams, serve, turnAway } from './pipeline.ts'
import { answerClientError } from './reply/client-error.ts'
import { announcesBody } from './request/read-body.ts'
import { methodsAt, routerPath } from './routing.ts'
import { serveMount } from './serve/serve-mount.ts'
import { servePage } from './serve/serve-page.ts'
import type { TlsOptions } from './tls/tls.ts'

const METHODS_WITH_BODY = ['PUT', 'POST', 'DELETE', 'PATCH']

/**
 * Fastify routes and keeps the sockets; bodies, checks, replies and errors are ours. Its methods are declared body-less so that it hands a
 * request over as soon as the headers are in, and authentication comes before the body.
 */
export function buildFastify(
  p: Pipeline,
  routes: readonly CompiledRoute[],
  tls: TlsOptions | undefined,
  mounts: readonly Mount[] = [],
): FastifyInstance {
  const { limits } = p
  const none = (request: IncomingMessage, response: ServerResponse) =>
    void answerUnrouted(p, routes, request, response)
  const options: FastifyServerOptions = {
    ...nodeOptions(limits, tls),
    keepAliveTimeout: limits.keepAliveMs,
    connectionTimeout: limits.idleMs,
    // The whole request has no limit of its own, as imports may take hours: read-body.ts watches bodies, headersTimeout the headers.
    requestTimeout: 0,
    exposeHeadRoutes: false,
    return503OnClosing: false,
    clientErrorHandler: (error, socket) => answerClientError(error, socket, p.headers),
    routerOptions: {
      maxParamLength: limits.parameterLength,
      querystringParser: rawQuery,
      defaultRoute: none,
      onBadUrl: (_path: string, request: IncomingMessage, response: ServerResponse) =>
        void turnAway(p, request, response, () => pathMalformed('the path is not well formed')),
      onMaxParamLength: (_path: string, request: IncomingMessage, response: ServerResponse) =>
        void turnAway(p, request, response, () => tooLong(limits.parameterLength)),
    },
  }
  const fastify = Fastify(options)
  for (const method of METHODS_WITH_BODY)
    fastify.addHttpMethod(method, { hasBody: false, overrideExisting: true })
  for (const route of routes) {
    for (const prefix of ['/v1', '/v1/tenants/:tenant'])
      register(fastify, p, route, prefix + routerPath(route))
  }
  for (const mount of mounts) registerMount(fastify, p, mount)
  watchSockets(fastify, p)
  return fastify
}

function tooLong(length: number) {
  return pathParameterTooLong(`more than ${length} characters`, { extra: { limitCharacters: length } })
}

// The query reaches the handler as text: most routes have none, and the strict reader is run for those that do.
const rawQuery = (text: string) => text as unknown as Record<string, unknown>

function nodeOptions(limits: HttpLimits, tls: TlsOptions | undefined): object {
  const node: NodeServerOptions = {
    maxHeaderSize: limits.headerBytes,
    headersTimeout: limits.headersMs,
    connectionsCheckingInterval: limits.checkEveryMs,
    // Two Authorization headers become one that is malformed, instead of the first of them.
    joinDuplicateHeaders: true,
    requireHostHeader: false,
    insecureHTTPParser: false,
    noDelay: true,
  }
  return tls === undefined
    ? { http: node }
    : { https: { ...node, ...tls, handshakeTimeout: limits.headersMs } }
}

function register(fastify: FastifyInstance, p: Pipeline, route: CompiledRoute, url: string): void {
  fastify.route({
    method: route.route.method === 'GET' ? ['GET', 'HEAD'] : route.route.method,
    url,
    handler: (request, reply) => {
      void serve(p, route, request.params as RouterParams, request.query as string, request.raw, reply.raw)
    },
  })
}

function registerMount(fastify: FastifyInstance, p: Pipeline, mount: Mount): void {
  for (const url of [mount.prefix, `${mount.prefix}/*`]) {
    fastify.route({
      method: [...mount.methods],
      url,
      handler: (request, reply) => void serveMount(p, mount, request.raw, reply.raw),
    })
  }
}

async function answerUnrouted(
  p: Pipeline,
  routes: readonly CompiledRoute[],
  request: IncomingMessage,
  response: ServerResponse,
) {
  if (await servePage(p, request, response)) return
  const allow = methodsAt(routes, request.url ?? '')
  if (request.method === 'OPTIONS' && allow.length > 0 && !announcesBody(request)) {
    response.writeHead(204, p.headers.list({ allow: allow.join(', ') }))
    response.end()
    return
  }
  await turnAway(p, request, response, () =>
    allow.length === 0
      ? routeUnknown('no route has this path')
      : methodNotAllowed('the path is known, the method is not one it takes', { extra: { allow } }),
  )
}

function watchSockets(fastify: FastifyInstance, p: Pipeline): void {
  const { server } = fastify
  server.maxConnections = p.limits.connections
  // `Expect: 100-continue` is answered by the pipeline, after it knows that it wants the body.
  server.on('checkContinue', (request: IncomingMessage, response: ServerResponse) =>
    fastify.routing(request, response),
  )
  server.on('checkExpectation', (request: IncomingMessage, response: ServerResponse) => {
    void turnAway(p, request, response, () => expectationFailed('only 100-continue may be expected'))
  })
  server.on('tlsClientError', (_error: Error, socket: Socket) => socket.destroy())
}
