import type { z } from 'zod'
import type { ClientCertificate } from './client-certificate.ts'
import type { ErrorMaker } from './errors.ts'
import type { Language } from './words/language.ts'

/** Who calls, as far as a room has to know: opaque numbers and ids, already authenticated. */
export interface Caller {
  readonly tenant: number
  readonly tenantId: string
  readonly principal: Buffer
  readonly principalId: string
  readonly kind: 'service' | 'person' | 'operator'
}

/**
 * What a browser says of itself and of where a request comes from. Texts from outside: the rooms that keep sessions judge them, no other
 * reads them.
 */
export interface Browser {
  readonly cookie: string | undefined
  readonly userAgent: string | undefined
  /** `Sec-Fetch-Site`. */
  readonly fetchSite: string | undefined
  readonly origin: string | undefined
  readonly host: string | undefined
  /** `X-Azukari-Client`: a header that a form or a link of another site cannot send. */
  readonly client: string | undefined
}

export interface RouteRequest<Params, Query, Body> {
  readonly caller: Caller
  readonly params: Params
  readonly query: Query
  readonly body: Body
  readonly requestId: string
  /** Of the person who reads the answer. */
  readonly language: Language
  readonly ifMatch: string | undefined
  readonly idempotencyKey: string | undefined
  readonly prefer: string | undefined
  /** Aborts when the client goes away or the server stops. */
  readonly signal: AbortSignal
  /** The raw body of a route declared with `streams: true`. */
  readonly stream: AsyncIterable<Uint8Array> | undefined
  /** The client's address as the server believes it. */
  readonly address: string
  /** For the routes that begin and end sessions. */
  readonly browser: Browser
  /** For the routes that enrol and confirm what a client certificate stands for. */
  readonly certificate: ClientCertificate | undefined
}

export type RouteAccess = 'public' | 'key' | 'session' | 'pending' | { readonly action: string }

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
  /** One `Set-Cookie` line each. */
  readonly cookies?: readonly string[]
  /** Instead of `body`: bytes, sent as they are with the content type given in `headers`. */
  readonly bytes?: Uint8Array
  /** Instead of `body`: a stream of bytes. */
  readonly stream?: AsyncIterable<Uint8Array>
}

/**
 * One route, declared once: the server validates by it, the decision and the log name its `operation`, and the OpenAPI document is
 * generated from it. `access` says who gets to the handler: `public` anyone; `key` any live principal of the tenant, the handler's room decides
 * the rest per record; `{ action }` one with a grant for that action; `session` a person fully signed in, and no service; `pending` a person
 * with the first factor only, or more.
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
  readonly access: RouteAccess
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
