import type { IncomingMessage } from 'node:http'
import type { ClientCertificate, Connection } from '../platform/client-certificate.ts'
import type { Logger } from '../platform/logger.ts'
import type { Browser, Caller, Route, RouteAccess } from '../platform/route.ts'
import type { CompiledRoute } from './compile-route.ts'
import type { Exchange, OpenSignals } from './exchange.ts'
import type { HttpLimits } from './limits.ts'
import type { ReplyHeaders } from './reply/reply-headers.ts'
import type { ClientAddress } from './request/client-address.ts'
import type { Pages } from './serve/serve-page.ts'

/** What comes with an unauthenticated or refused request, for whoever decides and whoever counts. */
export interface Attempt {
  readonly authorization: string | undefined
  readonly address: string
  /** As it stands in the path, for a request below `/v1/tenants/{tenant}`. */
  readonly tenant: string | undefined
  readonly method: string
  readonly operation: string
  /** What the route asks of its caller. */
  readonly access: RouteAccess
  /** Only for a request with cookies. */
  readonly browser: Browser | undefined
  readonly connection: Connection
}

export interface Denial {
  readonly code: string
  readonly operation: string
  readonly address: string
  /** Set when the key was good and the tenant was not its own. */
  readonly caller: Caller | undefined
}

export interface Doors {
  /** Before anybody is asked who they are: throws an AzukariError for an address that is not let in at all. */
  readonly network?: ((address: string) => Promise<void> | undefined) | undefined
  /** Tells who calls; throws an AzukariError with status 401. */
  readonly authenticate: (attempt: Attempt) => Promise<Caller> | Caller
  /** Throws unless the caller has a grant for the action. */
  readonly gate: (caller: Caller, action: string, operation: string) => Promise<void> | void
  /** Told of every refusal before there was a caller who may be there. Must not throw. */
  readonly denied: (denial: Denial) => void
  /** The number of the tenant a path names, by id or name. */
  readonly resolveTenant: (text: string) => Promise<number | undefined> | number | undefined
}

export interface Pipeline extends Doors {
  readonly pages: Pages | undefined
  readonly log: Logger
  readonly limits: HttpLimits
  readonly headers: ReplyHeaders
  readonly addressOf: ClientAddress
  /** Only where the listener asks for client certificates. */
  readonly certificateOf: ((request: IncomingMessage) => ClientCertificate | undefined) | undefined
  readonly open: OpenSignals
  /** Exchanges whose body or reply is a stream, for as long as it runs. */
  readonly streams: Map<Exchange, CompiledRoute>
  /** The codes that a route declares; only where replies are held against their declaration. */
  readonly declared: ((route: Route) => ReadonlySet<string>) | undefined
  stopping: boolean
}
