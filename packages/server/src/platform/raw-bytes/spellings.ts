import iconv from 'iconv-lite'

/** How a value may stand in bytes. */
export const SPELLINGS = [
  'utf-8',
  'utf-16le',
  'utf-16be',
  'cp932',
  'hex',
  'hex-upper',
  'base64+0',
  'base64+1',
  'base64+2',
  'json-escapes',
  'percent',
] as const

export type SpellingName = (typeof SPELLINGS)[number]

export interface Spelling {
  readonly name: SpellingName
  readonly bytes: Buffer
}

/** A shorter pattern would be found by chance in a few hundred megabytes. */
export const SHORTEST = 8

/**
 * Every form of a value that a search for it has to know: the encodings it may be stored in, and what dumps, JSON and URLs make of it. Forms
 * that are the same bytes stand there once, under the first name; forms below 8 bytes, and CP932 where it lacks a character, are left out.
 * Hex and base64 are those of the UTF-8 bytes.
 */
export function spellingsOf(value: string): readonly Spelling[] {
  const utf8 = Buffer.from(value, 'utf8')
  const utf16 = Buffer.from(value, 'utf16le')
  const all: Spelling[] = [
    { name: 'utf-8', bytes: utf8 },
    { name: 'utf-16le', bytes: utf16 },
    { name: 'utf-16be', bytes: Buffer.from(utf16).swap16() },
    { name: 'cp932', bytes: inCp932(value) },
    { name: 'hex', bytes: Buffer.from(utf8.toString('hex')) },
    { name: 'hex-upper', bytes: Buffer.from(utf8.toString('hex').toUpperCase()) },
    { name: 'base64+0', bytes: inBase64(utf8, 0) },
    { name: 'base64+1', bytes: inBase64(utf8, 1) },
    { name: 'base64+2', bytes: inBase64(utf8, 2) },
    { name: 'json-escapes', bytes: Buffer.from(value.replace(/[^ -~]/g, escaped)) },
    { name: 'percent', bytes: Buffer.from(encodeURIComponent(value)) },
  ]
  const seen = new Set<string>()
  return all.filter(({ bytes }) => {
    const known = bytes.toString('latin1')
    return bytes.length >= SHORTEST && !seen.has(known) && seen.add(known)
  })
}

function inCp932(value: string): Buffer {
  const bytes = iconv.encode(value, 'cp932')
  return iconv.decode(bytes, 'cp932') === value ? bytes : Buffer.alloc(0)
}

/** What is the same in any base64 text in which the bytes begin `shift` bytes after a multiple of three: the characters made of them alone. */
function inBase64(bytes: Buffer, shift: 0 | 1 | 2): Buffer {
  const text = Buffer.concat([Buffer.alloc(shift), bytes]).toString('base64')
  const from = Math.ceil((shift * 8) / 6)
  const to = Math.floor(((shift + bytes.length) * 8) / 6)
  return Buffer.from(text.slice(from, to))
}

const escaped = (unit: string) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`
