import { AzukariError, internalError } from '../../platform/errors.ts'
import type { CompiledRoute } from '../compile-route.ts'
import type { Pipeline } from '../doors.ts'
import type { Exchange } from '../exchange.ts'
import { problemHeaders, problemOf } from './problem.ts'
import { type ReplyTarget, writeReply } from './write-reply.ts'

/**
 * Ends an exchange with problem+json. What is not an AzukariError becomes `internal_error` without a word of it: its message may hold
 * anything, so only the code and the request's id are logged.
 */
export async function refuse(
  p: Pipeline,
  x: Exchange,
  error: unknown,
  route: CompiledRoute | undefined,
): Promise<void> {
  const known = error instanceof AzukariError ? error : internalError('the request could not be carried out')
  report(p, x, error, known, route)
  const { request, response } = x
  if (response.destroyed || request.socket.destroyed) return
  if (response.headersSent) {
    // Part of a streamed reply is out: an abrupt end is the only way left to say that it is not whole.
    response.destroy()
    return
  }
  // A body sent together with the headers is parsed right after this turn; waiting for it spares the connection.
  if (x.hasUnread) await new Promise(setImmediate)
  const reply = {
    status: known.status,
    headers: problemHeaders(known, x.language),
    body: problemOf(known, x.requestId, x.language),
  }
  await Promise.resolve(writeReply(targetOf(p, x), reply)).catch(() => response.destroy())
}

// Being overloaded or stopping is no fault, and a line for each such request would be one more load; nor is a client that went away.
function report(
  p: Pipeline,
  x: Exchange,
  error: unknown,
  known: AzukariError,
  route: CompiledRoute | undefined,
) {
  if (known.status < 500) return
  const gone = x.response.destroyed && error instanceof Error && error.name === 'AbortError'
  const level = known.status === 503 || gone ? 'debug' : 'error'
  const operation = route === undefined ? {} : { operation: route.operation }
  p.log[level]('a request failed', { code: known.code, request: x.requestId, ...operation })
}

export function targetOf(p: Pipeline, x: Exchange): ReplyTarget {
  return {
    request: x.request,
    response: x.response,
    headers: p.headers,
    limits: p.limits,
    unread: x.hasUnread,
    close: p.stopping,
  }
}
