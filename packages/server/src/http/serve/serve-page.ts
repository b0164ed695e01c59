import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Pipeline } from '../doors.ts'
import { serverStopping } from '../errors.ts'
import { Exchange } from '../exchange.ts'
import { checkRequest } from '../pipeline.ts'
import { refuse, targetOf } from '../reply/refuse.ts'
import { writeReply } from '../reply/write-reply.ts'

/** A GET or HEAD that no route takes, as whoever has pages sees it. */
export interface PageRequest {
  /** Without the query, which pages do not have. */
  readonly path: string
  readonly accept: string
  readonly acceptEncoding: string
  readonly ifNoneMatch: string | undefined
}

export interface PageReply {
  readonly status: number
  readonly headers: Readonly<Record<string, string>>
  readonly bytes?: Uint8Array
}

/** Pages and files for browsers, beside the interface. Answers undefined for what is none of them. */
export type Pages = (request: PageRequest) => PageReply | undefined

/** Answers with a page where there is one; whether it did. The same addresses are let in as anywhere else. */
export async function servePage(
  p: Pipeline,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<boolean> {
  if (p.pages === undefined || (request.method !== 'GET' && request.method !== 'HEAD')) return false
  const { url = '', headers } = request
  const path = url.split('?', 1)[0] ?? ''
  const page = p.pages({
    path,
    accept: headers.accept ?? '',
    acceptEncoding: String(headers['accept-encoding'] ?? ''),
    ifNoneMatch: headers['if-none-match'],
  })
  if (page === undefined) return false
  const x = new Exchange(request, response, p.addressOf, p.open)
  try {
    // `/` alone has no segment, which is an empty one to whom routes are all there is.
    if (path !== '/') checkRequest(p, request)
    else if (p.stopping) throw serverStopping('this server takes no more requests')
    await p.network?.(x.address)
    await writeReply(targetOf(p, x), page)
  } catch (error) {
    await refuse(p, x, error, undefined)
  }
  return true
}
