import type { AzukariError } from '../../platform/errors.ts'

export const PROBLEM_TYPE = 'application/problem+json'

/** RFC 9457, with our stable `code`, the place in the input and what to do about it. */
export interface Problem {
  readonly type: string
  readonly title: string
  readonly status: number
  readonly detail: string
  readonly code: string
  /** The request's id, as the log has it. */
  readonly instance: string
  readonly where?: Readonly<Record<string, string | number>>
  readonly fix?: string
}

export function problemType(code: string): string {
  return `urn:azukari:error:${code}`
}

/** The body of an error reply. Extra members stand beside the standard ones and never replace them. */
export function problemOf(error: AzukariError, requestId: string): Problem {
  return {
    ...error.extra,
    type: problemType(error.code),
    title: error.title,
    status: error.status,
    detail: error.detail,
    code: error.code,
    instance: requestId,
    ...(error.where === undefined ? {} : { where: error.where as Record<string, string | number> }),
    ...(error.fix === undefined ? {} : { fix: error.fix }),
  }
}

/** Headers HTTP asks for beside a status: RFC 9110 §11.6.1 (401), §10.2.3 (503). */
export function problemHeaders(error: AzukariError): Record<string, string> {
  const headers: Record<string, string> = { 'content-type': PROBLEM_TYPE }
  if (error.status === 401) headers['www-authenticate'] = 'Bearer realm="azukari"'
  const retry = error.extra.retryAfter
  if (typeof retry === 'number') headers['retry-after'] = String(Math.max(0, Math.ceil(retry)))
  else if (error.status === 503) headers['retry-after'] = '1'
  const allow = error.extra.allow
  if (error.status === 405 && typeof allow === 'object') headers.allow = allow.join(', ')
  return headers
}
