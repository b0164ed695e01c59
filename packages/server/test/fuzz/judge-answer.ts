export interface Answer {
  readonly status: number
  readonly type: string
  readonly body: string
}

const JAPANESE = /[\p{sc=Hiragana}\p{sc=Katakana}\p{sc=Han}]/u

/** What no request may bring about: an error of the server's own, a refusal that is not problem+json with a code, an answer that repeats internals. */
export function faultOf({ status, type, body }: Answer): string | undefined {
  if (status >= 500) return `status ${status}: ${body.slice(0, 300)}`
  if (status < 400) return undefined
  if (!type.startsWith('application/problem+json')) return `status ${status} as ${type}`
  if (!/"code":"[a-z][a-z0-9_]*"/.test(body)) return `status ${status} without a code`
  if (/internal_error|at \w+ \(|node_modules|SELECT |violates/.test(body))
    return `internals in the answer: ${body.slice(0, 300)}`
  return undefined
}

/** A spoilt path or method is no operation's any more, and the server may end a connection whose body it refused to read. */
const BEFORE_ANY_ROUTE = ['route_unknown', 'method_not_allowed', 'connection_closed']

/** Answered before there are headers that could say a language. */
const UNREAD = ['connection_closed', 'request_malformed', 'headers_too_large']

/** Whether a refusal was declared for its operation, and whether whoever asked in Japanese is told all of it in Japanese. */
export function undeclaredOrUntold(
  { status, body }: Answer,
  declared: ReadonlySet<string>,
  japanese: boolean,
): string | undefined {
  if (status < 400) return undefined
  const { code, title, detail, fix, issues, errors } = JSON.parse(body) as Record<string, unknown>
  if (!declared.has(String(code)) && !BEFORE_ANY_ROUTE.includes(String(code)))
    return `${String(code)} is not declared`
  if (!japanese || UNREAD.includes(String(code))) return undefined
  const told = [title, detail, fix, issues, errors].flat().filter((text) => text !== undefined)
  const left = told.find((text) => !JAPANESE.test(String(text)))
  return left === undefined ? undefined : `left in English: ${String(left)}`
}
