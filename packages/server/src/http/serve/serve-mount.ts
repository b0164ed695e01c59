import type { IncomingMessage, ServerResponse } from 'node:http'
import { AzukariError, internalError, isAzukariError } from '../../platform/errors.ts'
import type { Mount, MountRequest } from '../../platform/mount.ts'
import type { Caller } from '../../platform/route.ts'
import { parseStrictJson } from '../../platform/strict-json.ts'
import type { Pipeline } from '../doors.ts'
import { Exchange } from '../exchange.ts'
import { checkRequest } from '../pipeline.ts'
import { problemHeaders } from '../reply/problem.ts'
import { targetOf } from '../reply/refuse.ts'
import { writeReply } from '../reply/write-reply.ts'
import { announcesBody, readBody } from '../request/read-body.ts'
import { checkContentType } from '../request/request-headers.ts'

/** A request below a mount, in the order of `serve`: network, caller, and only then the body. It never throws. */
export async function serveMount(
  p: Pipeline,
  mount: Mount,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const x = new Exchange(request, response, p.addressOf, p.open)
  const type = mount.contentTypes[0]
  try {
    checkRequest(p, request)
    const caller = await admit(p, mount, x)
    x.caller = caller
    const { status, body, headers } = await mount.handle(caller, requestOf(p, mount, x))
    await writeReply(targetOf(p, x), { status, body, headers: { 'content-type': type, ...headers } })
  } catch (error) {
    const known =
      error instanceof AzukariError ? error : internalError('the request could not be carried out')
    if (known.status >= 500 && known.status !== 503 && known.status !== 501)
      p.log.error('a request failed', { code: known.code, request: x.requestId, operation: mount.operation })
    if (response.destroyed || request.socket.destroyed) return
    if (x.hasUnread) await new Promise(setImmediate)
    // A mount is read by programs of others, never by a person.
    const headers = { ...problemHeaders(known, 'en'), 'content-type': type }
    const reply = { status: known.status, body: mount.refuse(known), headers }
    await Promise.resolve(writeReply(targetOf(p, x), reply)).catch(() => response.destroy())
  }
}

async function admit(p: Pipeline, mount: Mount, x: Exchange): Promise<Caller> {
  const { address } = x
  try {
    await p.network?.(address)
    return await mount.authenticate({ authorization: x.request.headers.authorization, address })
  } catch (error) {
    if (isAzukariError(error) && error.status < 500)
      p.denied({ code: error.code, operation: mount.operation, address, caller: undefined })
    throw error
  }
}

function requestOf(p: Pipeline, mount: Mount, x: Exchange): MountRequest {
  const { request } = x
  const [path = '', query = ''] = splitOnce(request.url ?? '', '?')
  return {
    method: request.method ?? '',
    // checkRequest has made sure that each segment decodes.
    segments: path
      .slice(mount.prefix.length)
      .split('/')
      .filter((segment) => segment !== '')
      .map(decodeURIComponent),
    query,
    ifMatch: request.headers['if-match'],
    ifNoneMatch: request.headers['if-none-match'],
    requestId: x.requestId,
    address: x.address,
    body: () => readJson(p, mount, x),
  }
}

async function readJson(p: Pipeline, mount: Mount, x: Exchange): Promise<unknown> {
  const { request } = x
  if (!announcesBody(request)) return undefined
  checkTypes(mount, request)
  const limits = { bytes: mount.bodyBytes, ms: p.limits.bodyMs }
  const body = await readBody(request, limits, () => {
    if (request.headers.expect !== undefined && request.httpVersion === '1.1') x.response.writeContinue()
  })
  x.bodyTaken = true
  return parseStrictJson(body, p.limits.jsonDepth)
}

/** By the type that was named, when it is one of those taken; otherwise the error tells the first. */
function checkTypes(mount: Mount, request: IncomingMessage): void {
  const named = request.headers['content-type']?.toLowerCase().split(';', 1)[0]?.trim()
  checkContentType(
    request.headers,
    mount.contentTypes.find((type) => type === named) ?? mount.contentTypes[0],
  )
}

function splitOnce(text: string, sign: string): [string, string?] {
  const at = text.indexOf(sign)
  return at === -1 ? [text] : [text.slice(0, at), text.slice(at + sign.length)]
}
