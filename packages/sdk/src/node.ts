import type { IncomingMessage } from 'node:http'
import { Agent, request as httpsRequest } from 'node:https'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import type { ReadableStream as NodeStream } from 'node:stream/web'
import { createSecureContext } from 'node:tls'

/** What a client shows of itself, and whom it trusts, as PEM. */
export interface ClientTls {
  /** The certificate, and those between it and the CA. */
  readonly cert?: string | Uint8Array
  /** Its private key. */
  readonly key?: string | Uint8Array
  readonly passphrase?: string
  /** Who may have signed the server's certificate, in place of the CAs that Node comes with. */
  readonly ca?: string | Uint8Array
}

/**
 * A `fetch` for Node that shows a client certificate, which a key that is bound to one needs: `createClient({ url, key, fetch: nodeFetch({ cert, key }) })`.
 * Node's own cannot be told of one without a further package. It speaks HTTP/1.1 over TLS 1.2 or later to `https` addresses only, keeps connections, and
 * follows no redirect. Throws where certificate and key do not fit each other.
 */
export function nodeFetch(tls: ClientTls): typeof fetch {
  const { cert, key, passphrase, ca } = tls
  if ((cert === undefined) !== (key === undefined))
    throw new TypeError('a certificate and its key, or neither')
  const shown = {
    minVersion: 'TLSv1.2' as const,
    ...(cert === undefined ? {} : { cert: pem(cert) }),
    ...(key === undefined ? {} : { key: pem(key) }),
    ...(ca === undefined ? {} : { ca: pem(ca) }),
    ...(passphrase === undefined ? {} : { passphrase }),
  }
  createSecureContext(shown)
  const agent = new Agent({ ...shown, keepAlive: true })
  return async (input, init) => {
    const asked = new Request(input, init)
    if (new URL(asked.url).protocol !== 'https:')
      throw new TypeError('a certificate is shown over https only')
    const reply = await exchange(asked, agent)
    const status = reply.statusCode ?? 0
    if (status >= 300 && status < 400 && reply.headers.location !== undefined) {
      reply.destroy()
      throw new TypeError('the server redirects, which is not followed')
    }
    return responseOf(status, reply)
  }
}

const pem = (text: string | Uint8Array) => (typeof text === 'string' ? text : Buffer.from(text))

/** Sends the request, its body as it comes, and answers as soon as the reply has begun. */
function exchange(asked: Request, agent: Agent): Promise<IncomingMessage> {
  const { url, method, body, signal } = asked
  return new Promise((resolve, reject) => {
    const sent = httpsRequest(url, { method, agent, signal, headers: Object.fromEntries(asked.headers) })
    sent.on('response', resolve)
    // After the reply has begun nobody listens to the promise any more; what then breaks, breaks the reply's body.
    sent.on('error', (error) => reject(signal.aborted ? signal.reason : error))
    if (body === null) sent.end()
    else pipeline(Readable.fromWeb(body as NodeStream<Uint8Array>), sent).catch(reject)
  })
}

const WITHOUT_BODY = new Set([204, 205, 304])

function responseOf(status: number, reply: IncomingMessage): Response {
  const headers = new Headers()
  for (let i = 0; i + 1 < reply.rawHeaders.length; i += 2)
    headers.append(reply.rawHeaders[i] ?? '', reply.rawHeaders[i + 1] ?? '')
  const init = { status, headers, ...(reply.statusMessage ? { statusText: reply.statusMessage } : {}) }
  if (!WITHOUT_BODY.has(status))
    return new Response(Readable.toWeb(reply) as ReadableStream<Uint8Array>, init)
  reply.resume()
  return new Response(null, init)
}
