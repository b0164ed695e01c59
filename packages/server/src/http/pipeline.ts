import type { IncomingMessage, ServerResponse } from 'node:http'
import { type AzukariError, isAzukariError } from '../platform/errors.ts'
import type { Caller, RouteReply } from '../platform/route.ts'
import { parseStrictJson } from '../platform/strict-json.ts'
import type { CompiledRoute } from './compile-route.ts'
import type { Pipeline } from './doors.ts'
import {
  bodyMissing,
  bodyUnexpected,
  queryInvalid,
  requestMalformed,
  serverStopping,
  wrongTenant,
} from './errors.ts'
import { ANONYMOUS, Exchange } from './exchange.ts'
import { checkRefusal, checkReply } from './reply/check-reply.ts'
import { refuse, targetOf } from './reply/refuse.ts'
import { writeReply } from './reply/write-reply.ts'
import { announcesBody, readBody, streamBody } from './request/read-body.ts'
import {
  checkContentType,
  readIdempotencyKey,
  readIfMatch,
  readPrefer,
  refuseOtherPreconditions,
} from './request/request-headers.ts'
import { checkPath, readQuery } from './request/request-target.ts'

/** Path parameters as the router found them; `tenant` is set below the tenant prefix only, `*` is the rest of the path. */
export type RouterParams = Readonly<Record<string, string>>

/**
 * A request from the first check to the last byte, in the order in which it may be refused: nothing of a body is read for a caller who may
 * not be here. It never throws: every refusal ends as problem+json.
 */
export async function serve(
  p: Pipeline,
  route: CompiledRoute,
  params: RouterParams,
  query: string,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const x = new Exchange(request, response, p.addressOf, p.open, p.certificateOf)
  try {
    checkRequest(p, request)
    const knocked = route.operation === HEALTH ? undefined : knock(p, route, x)
    if (knocked !== undefined) await knocked
    if (route.isPublic) await admitAnyone(p, x, params.tenant)
    else await admit(p, route, x, params.tenant)
    readTarget(route, x, params, query)
    readHeaders(route, x)
    await readContent(p, route, x)
    if (x.stream !== undefined) p.streams.set(x, route)
    const reply = await (p.declared === undefined ? route.route.handle(x) : checked(p.declared, route, x))
    if (reply.stream !== undefined) p.streams.set(x, route)
    await writeReply(targetOf(p, x), reply)
  } catch (error) {
    await refuse(p, x, error, route)
  } finally {
    if (p.streams.size > 0) p.streams.delete(x)
  }
}

async function checked(
  declared: NonNullable<Pipeline['declared']>,
  { route }: CompiledRoute,
  x: Exchange,
): Promise<RouteReply<unknown>> {
  try {
    const reply = await route.handle(x)
    checkReply(route, reply)
    return reply
  } catch (error) {
    throw checkRefusal(route, declared(route), error)
  }
}

/** Told by whoever balances load, from anywhere, and tells nothing. */
const HEALTH = 'health'

/** Whether the address is let in at all; a promise only when that has to be looked up. */
function knock(p: Pipeline, route: CompiledRoute, x: Exchange): undefined | Promise<void> {
  const turnedAway = (error: unknown): never => {
    if (isAzukariError(error) && error.status < 500)
      p.denied({ code: error.code, operation: route.operation, address: x.address, caller: undefined })
    throw error
  }
  try {
    return p.network?.(x.address)?.catch(turnedAway)
  } catch (error) {
    return turnedAway(error)
  }
}

/** Answers a request that no route takes. */
export async function turnAway(
  p: Pipeline,
  request: IncomingMessage,
  response: ServerResponse,
  why: () => AzukariError,
): Promise<void> {
  const x = new Exchange(request, response, p.addressOf, p.open)
  try {
    checkRequest(p, request)
    throw why()
  } catch (error) {
    await refuse(p, x, error, undefined)
  }
}

export function checkRequest(p: Pipeline, request: IncomingMessage): void {
  if (p.stopping)
    throw serverStopping('this server takes no more requests', { fix: 'send the request again' })
  if (request.headers.host === undefined && request.httpVersion === '1.1')
    throw requestMalformed('the Host header is missing')
  checkPath(request.url ?? '')
}

async function admitAnyone(p: Pipeline, x: Exchange, tenant: string | undefined): Promise<void> {
  if (tenant === undefined) return
  const number = await p.resolveTenant(tenant)
  if (number === undefined) throw wrongTenant('there is no such tenant for this caller')
  x.caller = { ...ANONYMOUS, tenant: number }
}

async function admit(
  p: Pipeline,
  route: CompiledRoute,
  x: Exchange,
  tenant: string | undefined,
): Promise<void> {
  let caller: Caller | undefined
  try {
    caller = await p.authenticate({
      authorization: x.request.headers.authorization,
      address: x.address,
      tenant,
      method: route.route.method,
      operation: route.operation,
      access: route.route.access,
      browser: x.request.headers.cookie === undefined ? undefined : x.browser,
      connection: x,
    })
    // An unknown tenant and another's are told apart by nothing, so that tenants cannot be listed by trying.
    if (
      tenant !== undefined &&
      tenant !== caller.tenantId &&
      (await p.resolveTenant(tenant)) !== caller.tenant
    ) {
      throw wrongTenant('the path names a tenant that is not the one of the key', {
        fix: 'leave the prefix out',
      })
    }
  } catch (error) {
    if (isAzukariError(error) && error.status < 500) {
      p.denied({ code: error.code, operation: route.operation, address: x.address, caller })
    }
    throw error
  }
  x.caller = caller
  if (route.action !== undefined) await p.gate(caller, route.action, route.operation)
}

function readTarget(route: CompiledRoute, x: Exchange, params: RouterParams, query: string): void {
  if (route.params !== undefined) {
    const { tenant: _, '*': rest, ...own } = params
    x.params = route.params(route.rest === undefined ? own : { ...own, [route.rest]: rest })
  }
  if (route.query !== undefined) x.query = route.query(readQuery(query))
  else if (query !== '') throw queryInvalid('this request takes no query parameters')
}

function readHeaders(route: CompiledRoute, x: Exchange): void {
  const { headers } = x.request
  if (route.writes) {
    refuseOtherPreconditions(headers)
    x.ifMatch = readIfMatch(headers['if-match'])
    x.idempotencyKey = readIdempotencyKey(headers['idempotency-key'] as string | undefined)
  }
  x.prefer = readPrefer(headers.prefer as string | undefined)
}

async function readContent(p: Pipeline, route: CompiledRoute, x: Exchange): Promise<void> {
  const { request } = x
  const { streams } = route.route
  if (!announcesBody(request)) {
    if (streams !== undefined) throw bodyMissing(`this request streams a body of ${streams}`)
    if (route.body !== undefined) x.body = route.body(undefined)
    return
  }
  if (streams === undefined && route.body === undefined) throw bodyUnexpected('this request takes no body')
  checkContentType(request.headers, streams ?? 'application/json')
  if (streams !== undefined) {
    goOn(x)
    x.stream = streamBody(request, route.bodyLimits)
    return
  }
  const reading = readBody(request, route.bodyLimits, () => goOn(x))
  const body = reading instanceof Promise ? await reading : reading
  x.bodyTaken = true
  x.body = route.body?.(parseStrictJson(body, p.limits.jsonDepth))
}

/** Asks a client that waits (`Expect: 100-continue`) for its body, now that it may be here. */
function goOn(x: Exchange): void {
  if (x.request.headers.expect !== undefined && x.request.httpVersion === '1.1') x.response.writeContinue()
}
