import type { Caller } from './route.ts'

/** A request below a mount's prefix, its caller known. Header names are lower-case. */
export interface MountRequest {
  readonly method: string
  /** Decoded segments behind the prefix. */
  readonly segments: readonly string[]
  /** As it came, without the question mark. */
  readonly query: string
  readonly ifMatch: string | undefined
  readonly ifNoneMatch: string | undefined
  /** The JSON body, strictly parsed; undefined when there is none. Nothing of it is read before this is called. */
  body(): Promise<unknown>
  readonly requestId: string
  readonly address: string
}

export interface MountReply {
  readonly status: number
  readonly body?: unknown
  readonly headers?: Readonly<Record<string, string>>
}

/**
 * Another interface than ours, below a prefix of its own beside `/v1`: somebody else's standard, with its own content type, methods, errors
 * and credentials. What keeps a server safe is the same for both: limits, strict JSON, the path's checks, headers, counting of refusals.
 */
export interface Mount {
  /** `/scim/v2` */
  readonly prefix: string
  readonly operation: string
  readonly methods: readonly string[]
  /** Content types of bodies that are taken; the first is that of replies. */
  readonly contentTypes: readonly [string, ...string[]]
  readonly bodyBytes: number
  /** Tells who calls; throws an AzukariError with status 401. */
  authenticate(attempt: {
    readonly authorization: string | undefined
    readonly address: string
  }): Promise<Caller>
  handle(caller: Caller, request: MountRequest): Promise<MountReply>
  /** The error in the interface's own words; `error` is an AzukariError or stands for a fault of ours. */
  refuse(error: {
    readonly status: number
    readonly code: string
    readonly detail: string
    readonly extra: object
  }): unknown
}
