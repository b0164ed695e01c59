import { canonicalJson, type Json } from './canonical-json.ts'
import { fromUtf8 } from './encoding.ts'
import { ProofError } from './errors.ts'
import { scanPlainly } from './scan-canonical.ts'

/**
 * The value of bytes that are canonical JSON (RFC 8785), and of no others: duplicate members, white
 * space, other number forms, other orders and lone surrogates are refused with `json_not_canonical`.
 */
export function parseCanonical(bytes: Uint8Array): Json {
  const text = decode(bytes)
  if (scanPlainly(bytes) !== undefined) return JSON.parse(text) as Json
  return parseWithCare(text)
}

/** What an entry says under `unmapped.lane` (undefined: nothing). Refuses what `parseCanonical` refuses. */
export function readLane(bytes: Uint8Array): Json | undefined {
  const plain = scanPlainly(bytes)
  if (plain === undefined) return ownMember(ownMember(parseWithCare(decode(bytes)), 'unmapped'), 'lane')
  if (!plain.ascii) decode(bytes)
  if (plain.laneEnd === 0) return undefined
  return JSON.parse(decode(bytes.subarray(plain.laneStart, plain.laneEnd))) as Json
}

function parseWithCare(text: string): Json {
  let value: Json
  let canonical: string
  try {
    value = JSON.parse(text) as Json
    canonical = canonicalJson(value)
  } catch (cause) {
    throw new ProofError('json_not_canonical', 'not JSON that has a canonical form', { cause })
  }
  if (canonical !== text) throw new ProofError('json_not_canonical', 'JSON, but not in its canonical form')
  return value
}

function ownMember(value: Json | undefined, name: string): Json | undefined {
  if (typeof value !== 'object' || value === null || Array.isArray(value) || !Object.hasOwn(value, name))
    return undefined
  return (value as { readonly [name: string]: Json })[name]
}

function decode(bytes: Uint8Array): string {
  try {
    return fromUtf8(bytes)
  } catch (cause) {
    throw new ProofError('json_not_canonical', 'not UTF-8', { cause })
  }
}
