import { AzukariApiError } from './errors.ts'
import { type Operations, operations } from './generated/schema.ts'
import { readNdjson, streamOf, writeNdjson } from './ndjson.ts'
import { DEFAULT_RETRY, type RetryOptions } from './retry.ts'
import { type Sent, send } from './send.ts'

export interface ClientOptions {
  /** Origin of the server: `https://…`, or `http://` on a loopback address. */
  readonly url: string
  readonly key?: string
  /** Instead of a key: the session cookie of the page the client runs in. Adds the header that no form or link of another site can send. */
  readonly cookie?: boolean
  /** Names the tenant in the path; without it the tenant is the one of the key. */
  readonly tenant?: string
  /** In place of the platform’s. In Node `nodeFetch` of `@azukari/sdk/node` shows a client certificate, or trusts a CA of one's own. */
  readonly fetch?: typeof fetch
  readonly retry?: Partial<RetryOptions>
}

export interface CallOptions {
  readonly signal?: AbortSignal
  /** The version the write depends on; refused with `412` when the record has another. */
  readonly ifMatch?: number | string
  /** Made for every write when not given. */
  readonly idempotencyKey?: string
  readonly prefer?: string
}

export type OperationName = keyof Operations
type Input<Name extends OperationName> = Operations[Name]['input']
type Arguments<Name extends OperationName> =
  Record<never, never> extends Input<Name>
    ? [input?: Input<Name>, options?: CallOptions]
    : [input: Input<Name>, options?: CallOptions]

/** One method an operation. A refusal is thrown as AzukariApiError with one of the operation's codes. */
export type Client = {
  readonly [Name in OperationName]: (...args: Arguments<Name>) => Promise<Operations[Name]['reply']>
}

/** How an operation goes over the wire, as the generated table has it. */
export interface OperationEntry {
  readonly method: string
  readonly path: string
  readonly inPath: readonly string[]
  readonly spans: readonly string[]
  readonly inQuery: readonly string[]
  readonly send: string | undefined
  readonly read: string
}

/** A client for one server and key. Keeps no connection and no state of its own. */
export function createClient(options: ClientOptions): Client {
  return clientFor(operations, options) as unknown as Client
}

/** The same for any generated table. */
export function clientFor(table: Readonly<Record<string, OperationEntry>>, options: ClientOptions) {
  const base = baseOf(options)
  const retry = { ...DEFAULT_RETRY, ...options.retry }
  const fetcher = options.fetch ?? fetch
  const methods: Record<string, (input?: Record<string, unknown>, call?: CallOptions) => Promise<unknown>> =
    {}
  for (const [name, entry] of Object.entries(table)) {
    methods[name] = async (input = {}, call = {}) => {
      const sent = await send(requestOf(base, entry, input, call, options), {
        retry,
        fetch: fetcher,
        signal: call.signal,
      })
      return read(entry, sent)
    }
  }
  return methods
}

/** A key must not cross a network in the clear. */
function baseOf({ url, tenant }: ClientOptions): string {
  const { protocol, hostname, origin } = new URL(url)
  const loopback = /^(localhost|127(\.\d{1,3}){3}|\[::1\])$/.test(hostname)
  if (protocol !== 'https:' && !(protocol === 'http:' && loopback))
    throw new TypeError('the url must be https, or http on a loopback address')
  return tenant === undefined ? `${origin}/v1` : `${origin}/v1/tenants/${encodeURIComponent(tenant)}`
}

function requestOf(
  base: string,
  entry: OperationEntry,
  input: Readonly<Record<string, unknown>>,
  call: CallOptions,
  { key, cookie }: ClientOptions,
) {
  const writes = entry.method !== 'GET'
  const headers: Record<string, string> = {}
  if (key !== undefined) headers.authorization = `Bearer ${key}`
  if (cookie) headers['x-azukari-client'] = 'console'
  if (call.ifMatch !== undefined) headers['if-match'] = `"${call.ifMatch}"`
  if (call.prefer !== undefined) headers.prefer = call.prefer
  if (writes) headers['idempotency-key'] = call.idempotencyKey ?? crypto.randomUUID()
  const streams = entry.send !== undefined && entry.send !== 'application/json'
  if (entry.send !== undefined && input.body !== undefined) headers['content-type'] = entry.send
  return {
    url: urlOf(base, entry, input),
    method: entry.method,
    headers,
    body: bodyOf(entry, input.body),
    streams,
  }
}

function bodyOf(entry: OperationEntry, body: unknown): string | ReadableStream<Uint8Array> | undefined {
  if (entry.send === undefined || body === undefined) return undefined
  if (entry.send === 'application/json') return JSON.stringify(body)
  if (entry.send === 'application/x-ndjson') return writeNdjson(body as AsyncIterable<unknown>)
  return streamOf(body as AsyncIterable<Uint8Array<ArrayBuffer>>, (chunk) => chunk)
}

function urlOf(base: string, entry: OperationEntry, input: Readonly<Record<string, unknown>>): string {
  const path = entry.path.replace(/\{(\w+)\}/g, (_, name: string) => {
    const value = String(input[name] ?? '')
    // An empty or dotted segment would make another path of it on the way.
    if (value === '' || value === '.' || value === '..')
      throw new TypeError(`${name} is not usable in a path`)
    return entry.spans.includes(name)
      ? value.split('/').map(encodeURIComponent).join('/')
      : encodeURIComponent(value)
  })
  const query = new URLSearchParams()
  for (const name of entry.inQuery) if (input[name] !== undefined) query.set(name, String(input[name]))
  return base + path + (query.size === 0 ? '' : `?${query}`)
}

async function read(entry: OperationEntry, { response }: Sent): Promise<unknown> {
  if (!response.ok) throw new AzukariApiError(response.status, await problemIn(response))
  if (entry.read === 'none' || response.status === 204) {
    await response.body?.cancel()
    return undefined
  }
  if (entry.read === 'json') return response.json()
  if (entry.read === 'stream') return response.body ?? new ReadableStream()
  if (entry.read === 'ndjson') return readNdjson(response.body ?? new ReadableStream())
  return new Uint8Array(await response.arrayBuffer())
}

async function problemIn(response: Response): Promise<Record<string, unknown>> {
  if (!response.headers.get('content-type')?.startsWith('application/problem+json')) {
    await response.body?.cancel()
    return {}
  }
  return (await response.json().catch(() => ({}))) as Record<string, unknown>
}
