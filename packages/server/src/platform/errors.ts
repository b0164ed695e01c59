/** Where in the caller's input something was wrong: a JSON pointer, a file position, a row number. Never a value. */
export interface ErrorPlace {
  readonly pointer?: string
  readonly file?: string
  readonly line?: number
  readonly column?: number
  readonly index?: number
}

/** What an error may carry beside its texts: ids, counts, codes and names from the policy; never personal data. */
export type ErrorExtra = Readonly<Record<string, ExtraValue>>

type ExtraValue = string | number | boolean | readonly string[]

export interface ErrorMore {
  readonly where?: ErrorPlace
  readonly fix?: string
  /** What is undefined is left out: a policy need not have the clause that another one names. */
  readonly extra?: Readonly<Record<string, ExtraValue | undefined>>
  readonly cause?: unknown
}

/**
 * An error that is part of the interface. `code` is stable, snake_case and documented; `status` is the HTTP status it maps to;
 * `title` is the same for every occurrence; `detail` says what was wrong this time; `fix` what to do about it.
 * Shape on the wire: RFC 9457 problem+json.
 */
export class AzukariError extends Error {
  override readonly name = 'AzukariError'
  readonly code: string
  readonly status: number
  readonly title: string
  readonly detail: string
  readonly where: ErrorPlace | undefined
  readonly fix: string | undefined
  readonly extra: ErrorExtra

  constructor(code: string, status: number, title: string, detail: string, more: ErrorMore = {}) {
    super(`${code}: ${detail}`, more.cause === undefined ? undefined : { cause: more.cause })
    this.code = code
    this.status = status
    this.title = title
    this.detail = detail
    this.where = more.where
    this.fix = more.fix
    this.extra = withoutUndefined(more.extra ?? {})
  }
}

function withoutUndefined(extra: Readonly<Record<string, ExtraValue | undefined>>): ErrorExtra {
  const there: Record<string, ExtraValue> = {}
  for (const [name, value] of Object.entries(extra)) if (value !== undefined) there[name] = value
  return there
}

export type ErrorMaker = ((detail: string, more?: ErrorMore) => AzukariError) & {
  readonly code: string
  readonly status: number
  readonly title: string
}

const defined = new Map<string, ErrorMaker>()

/** Declares one error of the interface. A code is declared once: a second declaration throws when the program loads. */
export function defineError(code: string, status: number, title: string): ErrorMaker {
  if (!/^[a-z][a-z0-9_]*$/.test(code)) throw new Error(`not an error code: ${code}`)
  if (defined.has(code)) throw new Error(`error code declared twice: ${code}`)
  const make = (detail: string, more?: ErrorMore) => new AzukariError(code, status, title, detail, more)
  const maker = Object.assign(make, { code, status, title })
  defined.set(code, maker)
  return maker
}

/** Every declared error, for the reference in the documents and the OpenAPI document. */
export function declaredErrors(): readonly ErrorMaker[] {
  return [...defined.values()].sort((a, b) => (a.code < b.code ? -1 : 1))
}

export function isAzukariError(e: unknown, code?: string): e is AzukariError {
  return e instanceof AzukariError && (code === undefined || e.code === code)
}

export const internalError = defineError('internal_error', 500, 'Something failed inside Azukari')
