import { AzukariConnectionError } from './errors.ts'
import { delayBefore, pause, type RetryOptions } from './retry.ts'

export interface Outgoing {
  readonly url: string
  readonly method: string
  readonly headers: Readonly<Record<string, string>>
  readonly body: string | ReadableStream<Uint8Array> | undefined
  /** The body can be sent once only. */
  readonly streams: boolean
}

export interface Sent {
  readonly response: Response
}

export interface SendOptions {
  readonly retry: RetryOptions
  readonly fetch: typeof fetch
  readonly signal: AbortSignal | undefined
}

/**
 * Sends a request, and sends it again when there was no answer or the answer was 503. Every attempt of a write carries the same
 * Idempotency-Key, so that however many of them arrive, one takes effect. A streamed body is never sent twice.
 */
export async function send(request: Outgoing, options: SendOptions): Promise<Sent> {
  const attempts = request.streams ? 1 : options.retry.attempts
  for (let n = 1; ; n++) {
    const response = await attempt(request, options, n === attempts)
    if (response !== undefined && (response.status !== 503 || n === attempts)) return { response }
    const retryAfter = response?.headers.get('retry-after') ?? null
    await response?.body?.cancel()
    await pause(delayBefore(n, options.retry, retryAfter), options.signal)
  }
}

async function attempt(
  request: Outgoing,
  options: SendOptions,
  last: boolean,
): Promise<Response | undefined> {
  const { url, method, headers, body, streams } = request
  // Called on its own: a browser's fetch refuses to be a method of anything but the window.
  const { fetch: fetcher } = options
  try {
    return await fetcher(url, {
      method,
      headers,
      // The key is for this server: it does not go where a redirect points.
      redirect: 'error',
      ...(body === undefined ? {} : { body }),
      ...(streams ? { duplex: 'half' } : {}),
      ...(options.signal === undefined ? {} : { signal: options.signal }),
    } as RequestInit)
  } catch (error) {
    options.signal?.throwIfAborted()
    if (!last) return undefined
    throw new AzukariConnectionError('the server did not answer', headers['idempotency-key'], error)
  }
}
