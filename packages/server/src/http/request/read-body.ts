import type { IncomingMessage } from 'node:http'
import { bodyIncomplete, bodyTooLarge, bodyTooSlow } from '../errors.ts'

export interface BodyLimits {
  readonly bytes: number
  readonly ms: number
}

/** Whether a request announces a body (RFC 9112 §6.3). */
export function announcesBody(request: IncomingMessage): boolean {
  const length = request.headers['content-length']
  return request.headers['transfer-encoding'] !== undefined || (length !== undefined && Number(length) > 0)
}

/**
 * The whole body. A small one has arrived by the time authentication is done and is taken at once, without a listener or a timer.
 * `goOn` is called before the client is waited for. Throws `body_too_large` before more than the limit is held, `body_too_slow`,
 * `body_incomplete`.
 */
export function readBody(
  request: IncomingMessage,
  limits: BodyLimits,
  goOn: () => void,
): Buffer | Promise<Buffer> {
  const announced = Number(request.headers['content-length'] ?? -1)
  if (announced > limits.bytes) throw tooLarge(limits.bytes)
  if (request.readableLength === announced) {
    const body = request.read() as Buffer
    // Lets the stream come to its end, which Node waits for before it lets go of the request.
    request.resume()
    return body
  }
  goOn()
  return collect(request, limits)
}

export function tooLarge(bytes: number) {
  return bodyTooLarge(`more than ${bytes} bytes`, { extra: { limitBytes: bytes } })
}

function collect(request: IncomingMessage, limits: BodyLimits): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = []
    let size = 0
    const timer = setTimeout(() => settle(bodyTooSlow('the body did not arrive in time')), limits.ms)
    const onData = (chunk: Buffer) => {
      size += chunk.length
      if (size > limits.bytes) settle(tooLarge(limits.bytes))
      else chunks.push(chunk)
    }
    const onEnd = () => settle(undefined)
    const onClose = () => settle(bodyIncomplete('the connection ended before the body did'))
    const settle = (error: Error | undefined) => {
      clearTimeout(timer)
      request.off('data', onData).off('end', onEnd).off('close', onClose).off('error', onClose)
      request.pause()
      if (error) reject(error)
      else resolve(chunks.length === 1 ? (chunks[0] as Buffer) : Buffer.concat(chunks, size))
    }
    request.on('data', onData).on('end', onEnd).on('close', onClose).on('error', onClose)
  })
}

/**
 * A body as it arrives. The next chunk is read when the handler asks for it, so memory stays bounded however long the body is; the time
 * limit runs only while the client is waited for.
 */
export async function* streamBody(request: IncomingMessage, limits: BodyLimits): AsyncGenerator<Uint8Array> {
  let size = 0
  const chunks = request.iterator({ destroyOnReturn: false }) as AsyncIterator<Buffer>
  for (;;) {
    const next = await inTime(chunks.next(), limits.ms)
    if (next.done) break
    size += next.value.length
    if (size > limits.bytes) throw tooLarge(limits.bytes)
    yield next.value
  }
  if (!request.complete) throw bodyIncomplete('the connection ended before the body did')
}

async function inTime<T>(chunk: Promise<T>, ms: number): Promise<T> {
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(bodyTooSlow('the next part of the body did not arrive in time')), ms)
  })
  try {
    return await Promise.race([chunk, late])
  } catch (error) {
    // Node reports an ended connection as an error of its own; the client hears ours, if it hears anything.
    throw (error as NodeJS.ErrnoException).code === 'ECONNRESET'
      ? bodyIncomplete('the connection ended before the body did')
      : error
  } finally {
    clearTimeout(timer)
  }
}
