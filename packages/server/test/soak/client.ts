import { Agent, request as open } from 'node:http'

export interface Answer {
  readonly status: number
  readonly code: string | undefined
  readonly json: Record<string, unknown>
  readonly bytes: Buffer
}

/**
 * `answer`: all of it arrived. `refused`: no connection, so nothing was sent. `lost`: sent, and no whole answer; `partial` is what of it came.
 */
export type Reply =
  | { readonly kind: 'answer'; readonly answer: Answer }
  | { readonly kind: 'refused' }
  | { readonly kind: 'lost'; readonly partial: string }

export interface Call {
  readonly method: 'GET' | 'PUT' | 'POST' | 'DELETE'
  readonly path: string
  readonly body?: unknown
  /** Lines instead of one body. */
  readonly ndjson?: readonly unknown[]
  readonly idempotencyKey?: string | undefined
  readonly ifMatch?: number | undefined
  readonly prefer?: string
  /** Of another service than the client's own. */
  readonly key?: string | undefined
}

const TIMEOUT_MS = 10_000

/** A client of one running server. Never throws: what became of a request is its answer. */
export class Client {
  readonly #url: string
  readonly #key: string
  /** Nobody listens there any more. */
  gone = false
  readonly #agent = new Agent({ keepAlive: true, maxSockets: 128 })

  constructor(url: string, key: string) {
    this.#url = url
    this.#key = key
  }

  call(call: Call): Promise<Reply> {
    const { promise, resolve } = Promise.withResolvers<Reply>()
    const body = bodyOf(call)
    const options = {
      method: call.method,
      agent: this.#agent,
      headers: this.#headers(call, body),
      timeout: TIMEOUT_MS,
    }
    const chunks: Buffer[] = []
    const lost = () => resolve({ kind: 'lost', partial: Buffer.concat(chunks).toString('utf8') })
    const request = open(`${this.#url}/v1${call.path}`, options, (response) => {
      response.on('data', (chunk: Buffer) => chunks.push(chunk))
      response.once('end', () => {
        if (response.complete)
          resolve({ kind: 'answer', answer: answerOf(response.statusCode ?? 0, Buffer.concat(chunks)) })
        else lost()
      })
      response.once('error', lost).once('close', lost)
    })
    request.once('timeout', () => request.destroy())
    request.once('error', (error: NodeJS.ErrnoException) => {
      this.gone ||= error.code === 'ECONNREFUSED'
      if (error.code === 'ECONNREFUSED') resolve({ kind: 'refused' })
      else lost()
    })
    request.end(body)
    return promise
  }

  /** A call that has to work, for the checks between crashes. Throws on anything but a 2xx. */
  async must(call: Call): Promise<Answer> {
    const reply = await this.call(call)
    if (reply.kind !== 'answer') throw new Error(`${call.method} ${call.path}: no answer`)
    const { answer } = reply
    if (answer.status < 300) return answer
    throw new Error(
      `${call.method} ${call.path}: ${answer.status} ${answer.code} ${JSON.stringify(answer.json).slice(0, 300)}`,
    )
  }

  close(): void {
    this.#agent.destroy()
  }

  #headers(call: Call, body: string | undefined): Record<string, string> {
    const key = call.key ?? this.#key
    const headers: Record<string, string> = key === '' ? {} : { authorization: `Bearer ${key}` }
    if (body !== undefined) {
      headers['content-type'] = call.ndjson ? 'application/x-ndjson' : 'application/json'
      headers['content-length'] = String(Buffer.byteLength(body))
    }
    if (call.idempotencyKey !== undefined) headers['idempotency-key'] = call.idempotencyKey
    if (call.ifMatch !== undefined) headers['if-match'] = `"${call.ifMatch}"`
    if (call.prefer !== undefined) headers.prefer = call.prefer
    return headers
  }
}

function bodyOf({ body, ndjson }: Call): string | undefined {
  if (ndjson) return ndjson.map((line) => `${JSON.stringify(line)}\n`).join('')
  return body === undefined ? undefined : JSON.stringify(body)
}

function answerOf(status: number, bytes: Buffer): Answer {
  let json: Record<string, unknown> = {}
  try {
    json = JSON.parse(bytes.toString('utf8')) as Record<string, unknown>
  } catch {
    // NDJSON, a tile or a note
  }
  return { status, code: typeof json.code === 'string' ? json.code : undefined, json, bytes }
}
