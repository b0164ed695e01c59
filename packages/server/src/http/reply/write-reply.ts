import type { IncomingMessage, ServerResponse } from 'node:http'
import type { RouteReply } from '../../platform/route.ts'
import type { HttpLimits } from '../limits.ts'
import { announcesBody } from '../request/read-body.ts'
import type { ReplyHeaders } from './reply-headers.ts'

/** Where replies go, with what they all share. */
export interface ReplyTarget {
  readonly request: IncomingMessage
  readonly response: ServerResponse
  readonly headers: ReplyHeaders
  readonly limits: HttpLimits
  /** Whether part of a body has not been read. */
  readonly unread: boolean
  /** Whether the connection is closed after this reply. */
  readonly close: boolean
}

/** Sends a handler's reply. Answers a promise only for one that takes time: a stream, or a body the client has not sent to its end. */
export function writeReply(target: ReplyTarget, reply: RouteReply<unknown>): undefined | Promise<void> {
  if (reply.stream !== undefined) return writeStream(target, reply, reply.stream)
  const { response } = target
  const payload = reply.bytes ?? (reply.body === undefined ? undefined : JSON.stringify(reply.body))
  const list = target.headers.list(reply.headers)
  if (reply.cookies !== undefined) for (const cookie of reply.cookies) list.push('set-cookie', cookie)
  if (payload === undefined) {
    dropHeader(list, 'content-type')
    if (reply.status !== 204 && reply.status !== 304) list.push('content-length', '0')
  } else list.push('content-length', String(Buffer.byteLength(payload)))
  if (target.unread) return writeAndLinger(target, reply.status, list, payload)
  if (target.close) list.push('connection', 'close')
  response.writeHead(reply.status, list)
  response.end(payload)
  return undefined
}

function dropHeader(list: string[], name: string): void {
  const at = list.indexOf(name)
  if (at !== -1) list.splice(at, 2)
}

/**
 * Answers before the client has sent all: what is still coming is read and thrown away for a while, since closing at once makes the
 * client's kernel drop the reply unread (RFC 9112 §9.6).
 */
async function writeAndLinger(
  target: ReplyTarget,
  status: number,
  list: string[],
  payload: string | Uint8Array | undefined,
) {
  const { response, request, limits } = target
  list.push('connection', 'close')
  response.writeHead(status, list)
  response.flushHeaders()
  if (payload !== undefined && request.method !== 'HEAD') response.write(payload)
  request.removeAllListeners('readable')
  request.resume()
  await new Promise<void>((resolve) => {
    const timer = setTimeout(resolve, limits.lingerMs)
    const done = () => {
      clearTimeout(timer)
      resolve()
    }
    request.once('end', done).once('close', done).once('error', done)
  })
  response.end()
}

// The head goes out with the first chunk: a stream that fails before it has given anything can still be answered with a problem.
async function writeStream(
  target: ReplyTarget,
  reply: RouteReply<unknown>,
  chunks: AsyncIterable<Uint8Array>,
): Promise<void> {
  const { response, request } = target
  const list = target.headers.list({ 'content-type': 'application/octet-stream', ...reply.headers })
  if (target.close) list.push('connection', 'close')
  if (request.method !== 'HEAD') {
    for await (const chunk of chunks) {
      if (response.destroyed) return
      if (!response.headersSent) response.writeHead(reply.status, list)
      if (!response.write(chunk) && !(await drained(response, target.limits.slowReaderMs))) return
    }
  }
  if (!response.headersSent) response.writeHead(reply.status, list)
  response.end()
  // The handler was done without reading everything; the rest would be taken for the next request's business.
  if (announcesBody(request) && !request.complete) request.socket.destroySoon()
}

/** Whether the client took what was written. A client that has not in time, or has gone, has its connection closed. */
function drained(response: ServerResponse, ms: number): Promise<boolean> {
  return new Promise((resolve) => {
    const settle = (taken: boolean) => {
      clearTimeout(timer)
      response.off('drain', onDrain).off('close', onClose)
      if (!taken) response.destroy()
      resolve(taken)
    }
    const onDrain = () => settle(true)
    const onClose = () => settle(false)
    const timer = setTimeout(onClose, ms)
    response.on('drain', onDrain).on('close', onClose)
  })
}
