import type { IncomingHttpHeaders } from 'node:http'
import {
  contentEncodingUnsupported,
  contentTypeUnsupported,
  idempotencyKeyMalformed,
  ifMatchMalformed,
  preconditionUnsupported,
  preferMalformed,
} from '../errors.ts'

/** The version in `If-Match: "N"`, without its quotes. One strong entity tag and nothing else (RFC 9110 §13.1.1). */
export function readIfMatch(header: string | undefined): string | undefined {
  if (header === undefined) return undefined
  const version = /^"([1-9]\d{0,15})"$/.exec(header)?.[1]
  if (version === undefined) {
    throw ifMatchMalformed('expected one strong entity tag as a reply gave it', {
      fix: 'send If-Match: "3" for version 3',
    })
  }
  return version
}

/** `Idempotency-Key`: 1 to 255 visible ASCII characters, compared as they are. */
export function readIdempotencyKey(header: string | undefined): string | undefined {
  if (header === undefined) return undefined
  if (!/^[\x21-\x7e]{1,255}$/.test(header)) {
    throw idempotencyKeyMalformed('expected 1 to 255 visible ASCII characters', {
      fix: 'send a fresh UUID for each write',
    })
  }
  return header
}

const TOKEN = "[!#$%&'*+.^_`|~0-9A-Za-z-]+"
const PREFERENCE = new RegExp(
  `^(${TOKEN})(?:[ \\t]*=[ \\t]*(${TOKEN}|"[^"\\\\\\x00-\\x1f]*"))?[ \\t]*(?:;.*)?$`,
)

/**
 * `Prefer` (RFC 7240) in one canonical form: `name` or `name=value`, names in lower case, no quotes, separated by `, `, the first of
 * equal names only. Parameters of a preference are left out.
 */
export function readPrefer(header: string | undefined): string | undefined {
  if (header === undefined) return undefined
  const preferences = new Map<string, string>()
  for (const part of header.split(',')) {
    const [, name, value] = PREFERENCE.exec(part.trim()) ?? []
    if (name === undefined) throw preferMalformed('expected preferences as in `wait=5`')
    const key = name.toLowerCase()
    const text = value?.replaceAll('"', '') ?? ''
    if (!preferences.has(key)) preferences.set(key, text === '' ? key : `${key}=${text}`)
  }
  return [...preferences.values()].join(', ')
}

/** A precondition that is not understood must not be taken for fulfilled. */
export function refuseOtherPreconditions(headers: IncomingHttpHeaders): void {
  if (headers['if-none-match'] !== undefined || headers['if-unmodified-since'] !== undefined) {
    throw preconditionUnsupported('writes take If-Match only', {
      fix: 'use If-Match with the version last seen',
    })
  }
}

/** Throws unless the body is declared as `expected`, in UTF-8 and unencoded. */
export function checkContentType(headers: IncomingHttpHeaders, expected: string): void {
  const given = headers['content-type']
  if (given !== expected) {
    const [type = '', ...parameters] = (given ?? '').toLowerCase().split(';')
    const charset =
      parameters.length === 0 ||
      (parameters.length === 1 && /^\s*charset="?utf-8"?\s*$/.test(parameters[0] ?? ''))
    if (type.trim() !== expected || !charset) {
      throw contentTypeUnsupported(`this request takes ${expected} in UTF-8`, {
        fix: `send Content-Type: ${expected}`,
      })
    }
  }
  const encoding = headers['content-encoding']
  if (encoding !== undefined && encoding.toLowerCase() !== 'identity') {
    throw contentEncodingUnsupported('the body is encoded', { fix: 'send the body without Content-Encoding' })
  }
}
