import { type ErrorPlace, isAzukariError } from '../platform/errors.ts'
import type { Language } from '../platform/words/language.ts'
import { tell, tellTitle } from '../platform/words/tell.ts'
import { aboutFile } from './about-file.ts'

/** A line for people, on standard output. */
export const say = (line = '') => {
  process.stdout.write(`${line}\n`)
}

/** A line for programs: one JSON object. */
export const sayJson = (value: unknown) => {
  process.stdout.write(`${JSON.stringify(value)}\n`)
}

const lineOf = ({ line, column }: ErrorPlace) => (line === undefined ? [] : [line, column ?? 1])

/** What went wrong, on standard error: code, what, where, what to do. Answers the exit code. */
export function sayError(thrown: unknown, json: boolean, language: Language): number {
  const error = aboutFile(thrown) ?? thrown
  if (!isAzukariError(error)) {
    const name = error instanceof Error ? error.name : 'error'
    process.stderr.write(
      json
        ? `${JSON.stringify({ ok: false, code: 'internal_error' })}\n`
        : `azukari: internal_error (${name})\n`,
    )
    return 70
  }
  const { code, title, detail, where, fix, extra } = error
  if (json)
    process.stderr.write(`${JSON.stringify({ ok: false, code, title, detail, where, fix, ...extra })}\n`)
  else {
    const place = where?.file ? `${[where.file, ...lineOf(where)].join(':')}: ` : ''
    const told = `${tellTitle(code, title, language)}: ${tell(detail, language)}`
    process.stderr.write(`azukari: ${place}${told} (${code})\n`)
    for (const line of Array.isArray(extra['errors']) ? extra['errors'] : [])
      process.stderr.write(`  ${tell(line, language)}\n`)
    if (fix) process.stderr.write(`  ${tell(fix, language)}\n`)
  }
  return error.status >= 500 ? 69 : 65
}
