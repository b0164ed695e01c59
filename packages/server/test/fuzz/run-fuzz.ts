import { Agent, request as httpRequest } from 'node:http'
import { type Answer, faultOf, undeclaredOrUntold } from './judge-answer.ts'
import { type FuzzRequest, makeRequest, type Operation, type Pool, randomOperation } from './make-request.ts'
import { Random } from './random.ts'
import type { Schema } from './value-for-schema.ts'

export interface FuzzResult {
  readonly requests: number
  readonly byStatus: Readonly<Record<string, number>>
  /** Operations that were answered with 2xx at least once, to show that the fuzz gets past the door. */
  readonly succeeded: readonly string[]
  readonly faults: readonly string[]
}

interface Document {
  readonly components?: { readonly schemas?: Readonly<Record<string, Schema>> }
  readonly paths: Readonly<Record<string, Readonly<Record<string, DocumentOperation>>>>
}

interface DocumentOperation {
  readonly operationId: string
  readonly parameters?: readonly { name: string; in: string; schema: Schema }[]
  readonly responses?: Readonly<Record<string, { readonly content?: Readonly<Record<string, unknown>> }>>
  readonly requestBody?: { readonly content: Readonly<Record<string, { readonly schema?: Schema }>> }
}

/** The operations of an OpenAPI document as requests are made from them. */
export function operationsOf(document: Document): Operation[] {
  return Object.entries(document.paths).flatMap(([path, methods]) =>
    Object.entries(methods)
      .filter(([method]) => ['get', 'put', 'post', 'delete'].includes(method))
      .map(([method, declared]): Operation => {
        const [type, content] = Object.entries(declared.requestBody?.content ?? {})[0] ?? []
        const body =
          type === undefined ? undefined : { type, schema: resolve(document, content?.schema ?? {}) }
        const parameters = (declared.parameters ?? []).filter((p) => p.in === 'path' || p.in === 'query')
        return {
          method: method.toUpperCase(),
          path: path.startsWith('/v1') ? path : `/v1${path}`,
          operationId: declared.operationId,
          parameters,
          body,
          codes: codesOf(declared),
        }
      }),
  )
}

function codesOf({ responses = {} }: DocumentOperation): ReadonlySet<string> {
  const codes = Object.entries(responses)
    .filter(([status]) => Number(status) >= 400)
    .flatMap(([, response]) => [...JSON.stringify(response).matchAll(/"enum":(\[[^\]]*\])/g)])
  return new Set(codes.flatMap(([, list = '[]']) => JSON.parse(list) as string[]))
}

/** A schema with its references put in. */
function resolve(document: Document, schema: Schema): Schema {
  const text = JSON.stringify(schema, (_, value) => {
    const name = /^#\/components\/schemas\/(.+)$/.exec(value?.$ref ?? '')?.[1]
    return name === undefined ? value : (document.components?.schemas?.[name] ?? {})
  })
  return JSON.parse(text) as Schema
}

/**
 * Sends seeded requests, some at a time, and collects what no request may bring about: a status of 500 or more, a refusal that is not
 * problem+json with a code, an answer that repeats internals, an error that its operation does not declare, English where Japanese was asked for.
 */
export async function runFuzz(
  url: string,
  operations: readonly Operation[],
  pool: Pool,
  options: { readonly seed: number; readonly requests: number; readonly atOnce: number },
): Promise<FuzzResult> {
  const random = new Random(options.seed)
  const agent = new Agent({ keepAlive: true, maxSockets: options.atOnce })
  const byStatus: Record<string, number> = {}
  const succeeded = new Set<string>()
  const faults: string[] = []
  let left = options.requests
  const worker = async () => {
    while (left > 0 && faults.length < 20) {
      const n = options.requests - left--
      const operation = randomOperation(operations, random)
      const made = makeRequest(operation, random, pool)
      const answer = await send(url, made, agent)
      byStatus[answer.status] = (byStatus[answer.status] ?? 0) + 1
      if (answer.status < 300) succeeded.add(operation.operationId)
      const japanese = made.headers['accept-language'] === 'ja'
      const fault = faultOf(answer) ?? undeclaredOrUntold(answer, operation.codes, japanese)
      if (fault) faults.push(`request ${n}, ${operation.operationId} ${made.method} ${made.path}: ${fault}`)
    }
  }
  await Promise.all(Array.from({ length: options.atOnce }, worker))
  agent.destroy()
  return { requests: options.requests - left, byStatus, succeeded: [...succeeded].sort(), faults }
}

function send(url: string, made: FuzzRequest, agent: Agent): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const { hostname, port } = new URL(url)
    const options = { hostname, port, path: made.path, method: made.method, headers: made.headers, agent }
    const request = httpRequest(options, (response) => {
      const parts: Buffer[] = []
      // What is followed has no end to wait for.
      if (response.headers['content-type']?.startsWith('text/event-stream')) {
        resolve({ status: response.statusCode ?? 0, type: 'text/event-stream', body: '' })
        response.on('error', () => {})
        request.destroy()
        return
      }
      response.on('data', (part: Buffer) => parts.push(part))
      response.on('error', reject)
      response.on('end', () => {
        const type = String(response.headers['content-type'] ?? '')
        resolve({ status: response.statusCode ?? 0, type, body: Buffer.concat(parts).toString('utf8') })
      })
    })
    // The server may end a connection whose body it refused to read: that is an answer of its own.
    request.on('error', (error: NodeJS.ErrnoException) =>
      ['ECONNRESET', 'EPIPE'].includes(error.code ?? '')
        ? resolve({ status: 499, type: 'application/problem+json', body: '{"code":"connection_closed"}' })
        : reject(error),
    )
    request.end(made.body)
  })
}
