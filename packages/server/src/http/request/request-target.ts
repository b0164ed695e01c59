import { pathMalformed, queryInvalid } from '../errors.ts'

// One look decides for nearly every request: only these characters, no segment that begins with a dot, none that is empty.
const PLAIN = /^(?:\/(?!\.)[\w.~!$&'()*+,;=:@-]+)+$/
// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is looked for
const UNSAFE = /[/\\\u0000-\u001f\u007f-\u009f]/

/**
 * Refuses request targets that another program on the way could read differently: anything but an absolute path of non-empty segments that
 * decode, as strict UTF-8, to text without slashes, backslashes and control characters and are not `.` or `..` (RFC 3986 §6.2.2.3).
 */
export function checkPath(target: string): void {
  const end = target.indexOf('?')
  const path = end === -1 ? target : target.slice(0, end)
  // The root is where somebody begins who looks what is here: nothing is, unless they are a browser.
  if (path === '/' || PLAIN.test(path)) return
  if (path.charCodeAt(0) !== 0x2f) throw pathMalformed('the request target is not an absolute path')
  for (const segment of path.slice(1).split('/')) checkSegment(segment)
}

function checkSegment(segment: string): void {
  if (segment === '') throw pathMalformed('the path has an empty segment')
  if (/[^\x21-\x7e]|[#\\]/.test(segment))
    throw pathMalformed('the path holds a character that must be percent-encoded')
  const text = decode(segment)
  if (text === undefined) throw pathMalformed('the path holds a percent-encoding that is not UTF-8')
  if (text === '.' || text === '..') throw pathMalformed('the path has a dot segment')
  if (UNSAFE.test(text))
    throw pathMalformed('a segment decodes to a slash, a backslash or a control character')
}

function decode(text: string): string | undefined {
  try {
    return decodeURIComponent(text)
  } catch {
    return undefined
  }
}

/**
 * The query as a plain map: `application/x-www-form-urlencoded` in strict UTF-8, every name once, no control characters.
 * The object has no prototype, so that no name means more than itself.
 */
export function readQuery(text: string): Record<string, string> {
  const query: Record<string, string> = Object.create(null)
  if (text === '') return query
  for (const pair of text.split('&')) {
    if (pair === '') continue
    const equals = pair.indexOf('=')
    const name = decode((equals === -1 ? pair : pair.slice(0, equals)).replaceAll('+', ' '))
    const value = equals === -1 ? '' : decode(pair.slice(equals + 1).replaceAll('+', ' '))
    if (name === undefined || value === undefined)
      throw queryInvalid('a percent-encoding in the query is not UTF-8')
    // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is looked for
    if (/[\u0000-\u001f\u007f]/.test(name + value)) throw queryInvalid('the query holds a control character')
    if (query[name] !== undefined) throw queryInvalid('the query names a parameter twice')
    query[name] = value
  }
  return query
}
