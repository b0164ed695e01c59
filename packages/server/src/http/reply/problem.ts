import type { AzukariError } from '../../platform/errors.ts'
import type { Language } from '../../platform/words/language.ts'
import { tell, tellTitle } from '../../platform/words/tell.ts'

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

/** Extra members that hold sentences; the others hold ids, codes, counts and names. */
const SENTENCES = ['issues', 'errors']

/** The body of an error reply, told in a language. Extra members stand beside the standard ones and never replace them. */
export function problemOf(error: AzukariError, requestId: string, language: Language): Problem {
  const extra = Object.entries(error.extra).map(([name, value]) => [
    name,
    SENTENCES.includes(name) && typeof value === 'object' ? value.map((text) => tell(text, language)) : value,
  ])
  return {
    ...Object.fromEntries(extra),
    type: problemType(error.code),
    title: tellTitle(error.code, error.title, language),
    status: error.status,
    detail: tell(error.detail, language),
    code: error.code,
    instance: requestId,
    ...(error.where === undefined ? {} : { where: error.where as Record<string, string | number> }),
    ...(error.fix === undefined ? {} : { fix: tell(error.fix, language) }),
  }
}

/** Headers HTTP asks for beside a status: RFC 9110 §11.6.1 (401), §10.2.3 (503). */
export function problemHeaders(error: AzukariError, language: Language): Record<string, string> {
  const headers: Record<string, string> = { 'content-type': PROBLEM_TYPE, 'content-language': language }
  if (error.status === 401) headers['www-authenticate'] = 'Bearer realm="azukari"'
  const retry = error.extra.retryAfter
  if (typeof retry === 'number') headers['retry-after'] = String(Math.max(0, Math.ceil(retry)))
  else if (error.status === 503) headers['retry-after'] = '1'
  const allow = error.extra.allow
  if (error.status === 405 && typeof allow === 'object') headers.allow = allow.join(', ')
  return headers
}
