import { type CallOptions, clientFor, createClient, type OperationEntry } from '@azukari/sdk'

const options = {
  url: location.origin,
  cookie: true,
  // Nothing that was read is kept by the browser, and nothing kept is taken for the state of things.
  fetch: (input: string | URL | Request, init?: RequestInit) => fetch(input, { ...init, cache: 'no-store' }),
  // The person is waiting: a server that is away shows as such soon, and is asked again from there.
  retry: { attempts: 2, firstDelayMs: 150, longestDelayMs: 1500 },
} as const

/** Every operation that the generated client has. */
export const server = createClient(options)

export type { CallOptions }

interface Shape {
  /** Names of query parameters. */
  readonly query?: readonly string[] | undefined
  readonly read?: 'json' | 'none' | 'bytes' | 'ndjson' | 'stream' | undefined
}

/**
 * An operation by its method and path, for what the generated client does not know yet. It goes the same way: cookie, retries with one
 * Idempotency-Key, problems as AzukariApiError. `input` holds path and query parameters by name, and `body`.
 */
export function operation<Input extends object, Reply>(
  method: 'GET' | 'POST' | 'PUT' | 'DELETE',
  path: string,
  { query = [], read = 'json' }: Shape = {},
) {
  const entry: OperationEntry = {
    method,
    path,
    inPath: [...path.matchAll(/\{(\w+)\}/g)].map((m) => m[1] ?? ''),
    spans: [],
    inQuery: query,
    send: method === 'GET' || method === 'DELETE' ? undefined : 'application/json',
    read,
  }
  const { call } = clientFor({ call: entry }, options)
  return (input: Input, more: CallOptions = {}) =>
    (call as (input: object, more: CallOptions) => Promise<unknown>)(input, more) as Promise<Reply>
}

/** The reply of a list that is read page by page. */
export interface Page<Item> {
  readonly items: readonly Item[]
  readonly next?: string | undefined
}
