import type { z } from 'zod'
import type { ErrorMaker } from './errors.ts'

/** Who calls, as far as a room has to know: opaque numbers and ids, already authenticated. */
export interface Caller {
  readonly tenant: number
  readonly tenantId: string
  readonly principal: Buffer
  readonly principalId: string
  readonly kind: 'service' | 'person' | 'operator'
}

export interface RouteRequest<Params, Query, Body> {
  readonly caller: Caller
  readonly params: Params
  readonly query: Query
  readonly body: Body
  readonly requestId: string
  readonly ifMatch: string | undefined
  readonly idempotencyKey: string | undefined
  readonly prefer: string | undefined
  /** Aborts when the client goes away or the server stops. */
  readonly signal: AbortSignal
  /** The raw body of a route declared with `streams: true`. */
  readonly stream: AsyncIterable<Uint8Array> | undefined
  /** The client's address as the server believes it. */
  readonly address: string
}

/** Handlers answer what they hold; nothing after them writes to it. */
export type DeepReadonly<T> = T extends readonly (infer U)[]
  ? readonly DeepReadonly<U>[]
  : T extends object
    ? { readonly [K in keyof T]: DeepReadonly<T[K]> }
    : T

export interface RouteReply<Reply> {
  readonly status: number
  readonly body?: Reply | undefined
  readonly headers?: Readonly<Record<string, string>>
  /** Instead of `body`: bytes, sent as they are with the content type given in `headers`. */
  readonly bytes?: Uint8Array
  /** Instead of `body`: a stream of bytes. */
  readonly stream?: AsyncIterable<Uint8Array>
}

/**
 * One route, declared once: the server validates by it, the decision and the log name its `operation`, and the OpenAPI document is
 * generated from it. `access` says who gets to the handler: `public` anyone; `key` any live key of the tenant, the handler's room decides
 * the rest per record; `{ action }` a key with a grant for that action.
 */
export interface Route<
  Params extends z.ZodType = z.ZodType,
  Query extends z.ZodType = z.ZodType,
  Body extends z.ZodType = z.ZodType,
  Reply extends z.ZodType = z.ZodType,
> {
  readonly operation: string
  readonly method: 'GET' | 'PUT' | 'POST' | 'DELETE'
  /** In OpenAPI form, below `/v1`: `/collections/{collection}/records/{id}`. */
  readonly path: string
  readonly summary: string
  readonly access: 'public' | 'key' | { readonly action: string }
  readonly params?: Params
  readonly query?: Query
  readonly body?: Body
  /** Raw body instead of `body`; the value is its content type. */
  readonly streams?: string
  readonly reply?: Reply
  /** Content type of the reply when it is not JSON. */
  readonly replyType?: string
  readonly statuses: readonly number[]
  readonly errors: readonly ErrorMaker[]
  readonly bodyLimit?: number
  readonly handle: (
    request: RouteRequest<z.output<Params>, z.output<Query>, z.output<Body>>,
  ) => Promise<RouteReply<DeepReadonly<z.input<Reply>>>>
}

/** Checks a declaration's types at the place where it is written, and forgets them so that routes can stand in one list. */
export function route<P extends z.ZodType, Q extends z.ZodType, B extends z.ZodType, R extends z.ZodType>(
  declared: Route<P, Q, B, R>,
): Route {
  return declared as unknown as Route
}
