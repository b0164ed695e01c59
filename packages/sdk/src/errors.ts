/** Where in the request something was wrong. */
export interface ErrorPlace {
  readonly pointer?: string
  readonly file?: string
  readonly line?: number
  readonly column?: number
  readonly index?: number
}

/** An answer that is a refusal: RFC 9457 with a stable `code`. */
export class AzukariApiError<Code extends string = string> extends Error {
  override readonly name = 'AzukariApiError'
  readonly code: Code
  readonly status: number
  readonly title: string
  readonly detail: string
  readonly where: ErrorPlace | undefined
  readonly fix: string | undefined
  /** Id of the request, as the server's log has it. */
  readonly requestId: string | undefined
  /** What else the problem says. */
  readonly extra: Readonly<Record<string, unknown>>

  constructor(status: number, problem: Readonly<Record<string, unknown>>) {
    const { type: _type, status: _status, title, detail, code, where, fix, instance, ...extra } = problem
    const text = (value: unknown, otherwise: string) => (typeof value === 'string' ? value : otherwise)
    // A proxy in between answers in its own words; those are not repeated.
    super(
      `${text(code, 'unexpected_reply')}: ${text(detail, `the server answered ${status} without a problem document`)}`,
    )
    this.code = text(code, 'unexpected_reply') as Code
    this.status = status
    this.title = text(title, 'Unexpected reply')
    this.detail = text(detail, `the server answered ${status} without a problem document`)
    this.where = typeof where === 'object' && where !== null ? (where as ErrorPlace) : undefined
    this.fix = typeof fix === 'string' ? fix : undefined
    this.requestId = typeof instance === 'string' ? instance : undefined
    this.extra = extra
  }
}

/** No answer, or not all of one. Whether a write took effect is not known; repeating it with its Idempotency-Key is safe. */
export class AzukariConnectionError extends Error {
  override readonly name = 'AzukariConnectionError'
  readonly idempotencyKey: string | undefined

  constructor(detail: string, idempotencyKey: string | undefined, cause: unknown) {
    super(detail, { cause })
    this.idempotencyKey = idempotencyKey
  }
}
