import type { IncomingMessage, ServerResponse } from 'node:http'
import type { ClientCertificate } from '../platform/client-certificate.ts'
import { formatId, newId } from '../platform/ids.ts'
import type { Browser, Caller, RouteRequest } from '../platform/route.ts'
import { type Language, languageOf } from '../platform/words/language.ts'
import type { ClientAddress } from './request/client-address.ts'
import { announcesBody } from './request/read-body.ts'

/** Stands for the caller of a public route: no tenant has number 0, no principal is empty. */
export const ANONYMOUS: Caller = Object.freeze({
  tenant: 0,
  tenantId: '',
  principal: Buffer.alloc(0),
  principalId: '',
  kind: 'service',
})

type CertificateOf = (request: IncomingMessage) => ClientCertificate | undefined

/** Signals handed out and not yet done with; the server aborts them when it stops. */
export type OpenSignals = Set<AbortController>

/**
 * One request on its way through the pipeline, and what the handler sees of it. The id, the address and the signal are made when first
 * asked for: most requests never need all three.
 */
export class Exchange implements RouteRequest<unknown, unknown, unknown> {
  readonly request: IncomingMessage
  readonly response: ServerResponse
  caller: Caller = ANONYMOUS
  params: unknown = undefined
  query: unknown = undefined
  body: unknown = undefined
  ifMatch: string | undefined = undefined
  idempotencyKey: string | undefined = undefined
  prefer: string | undefined = undefined
  stream: AsyncIterable<Uint8Array> | undefined = undefined
  /** The body has been read to its end. */
  bodyTaken = false
  readonly #addressOf: ClientAddress
  readonly #open: OpenSignals
  readonly #certificateOf: CertificateOf | undefined
  #showed = false
  #requestId: string | undefined = undefined
  #abort: AbortController | undefined = undefined

  constructor(
    request: IncomingMessage,
    response: ServerResponse,
    addressOf: ClientAddress,
    open: OpenSignals,
    certificateOf?: CertificateOf,
  ) {
    this.request = request
    this.response = response
    this.#addressOf = addressOf
    this.#open = open
    this.#certificateOf = certificateOf
  }

  get requestId(): string {
    this.#requestId ??= formatId('req', newId())
    return this.#requestId
  }

  get language(): Language {
    return languageOf(this.request.headers['accept-language'])
  }

  get address(): string {
    return this.#addressOf(this.request)
  }

  get certificate(): ClientCertificate | undefined {
    const certificate = this.#certificateOf?.(this.request)
    if (certificate !== undefined) this.#showed = true
    return certificate
  }

  /** Whether a certificate counted that counts no more. */
  get lostCertificate(): boolean {
    return this.#showed && this.certificate === undefined
  }

  get browser(): Browser {
    const { headers } = this.request
    const one = (name: string) => headers[name] as string | undefined
    return {
      cookie: headers.cookie,
      userAgent: headers['user-agent'],
      fetchSite: one('sec-fetch-site'),
      origin: headers.origin,
      host: headers.host,
      client: one('x-azukari-client'),
    }
  }

  /** Whether the client has announced a body of which something is still to come. */
  get hasUnread(): boolean {
    return !this.bodyTaken && !this.request.complete && announcesBody(this.request)
  }

  get signal(): AbortSignal {
    this.#abort ??= this.#watch()
    return this.#abort.signal
  }

  /** Ends it in the middle: whoever sent or reads the stream may no longer. */
  cut(): void {
    this.#abort?.abort()
    this.request.socket.destroy()
  }

  #watch(): AbortController {
    const controller = new AbortController()
    const { response } = this
    if (response.destroyed) controller.abort()
    this.#open.add(controller)
    response.once('close', () => {
      this.#open.delete(controller)
      if (!response.writableFinished) controller.abort()
    })
    return controller
  }
}
