import { DURATION_FIX, tryParseDuration } from '../deadlines/duration.ts'
import type { ParameterModel } from '../model.ts'
import { didYouMean, lookup } from '../names.ts'
import type { ParsedPolicy } from '../parse/parse-policy.ts'
import type { Path, Problem } from '../problem.ts'

/** Fact and control names the program knows; a policy that names another one promises what nobody measures. Left out: not checked. */
export interface KnownNames {
  readonly checks?: readonly string[]
  readonly controls?: readonly string[]
  readonly duties?: readonly string[]
}

/** What every step of the compiler needs: the document, what is resolved so far, and where to complain. */
export interface CompileContext {
  readonly parsed: ParsedPolicy
  readonly parameters: Readonly<Record<string, ParameterModel>>
  readonly known: KnownNames
  readonly problems: Problem[]
}

export function complain(
  context: Pick<CompileContext, 'parsed' | 'problems'>,
  path: Path,
  code: string,
  message: string,
  fix: string,
  more: { severity?: 'error' | 'warning'; onKey?: boolean } = {},
): void {
  const { parsed, problems } = context
  const position = more.onKey === true ? parsed.atKey(path) : parsed.at(path)
  problems.push({ code, severity: more.severity ?? 'error', file: parsed.file, ...position, message, fix })
}

function parameterAt(context: CompileContext, text: string, path: Path, kind: 'duration' | 'number') {
  const name = text.slice(1)
  // A parameter with an error of its own has been reported where it stands.
  if (
    Object.hasOwn(context.parsed.document.parameters ?? {}, name) &&
    !Object.hasOwn(context.parameters, name)
  )
    return undefined
  const parameter = lookup(context.parameters, name)
  if (parameter === undefined) {
    const fix = didYouMean(name, Object.keys(context.parameters), 'parameter')
    complain(context, path, 'unknown_parameter', `There is no parameter "${name}".`, fix)
    return undefined
  }
  if (parameter.kind === kind) return parameter.value
  const message = `The parameter "${name}" is a ${parameter.kind}; a ${kind} is needed here.`
  complain(
    context,
    path,
    'parameter_kind',
    message,
    `Name a parameter that is a ${kind}, or write the ${kind} itself.`,
  )
  return undefined
}

/** The duration written at a path, `$parameter` or ISO 8601; a valid stand-in after a complaint, so that checking goes on. */
export function durationAt(context: CompileContext, text: string, path: Path): string {
  if (text.startsWith('$')) return String(parameterAt(context, text, path, 'duration') ?? 'PT0S')
  if (tryParseDuration(text) !== undefined) return text
  complain(context, path, 'duration_invalid', `"${text}" is not a duration.`, DURATION_FIX)
  return 'PT0S'
}

/** The whole number written at a path, `$parameter` or digits. */
export function countAt(
  context: CompileContext,
  value: string | number | undefined,
  path: Path,
  otherwise: number,
): number {
  if (value === undefined) return otherwise
  if (typeof value === 'number') return value
  const found = parameterAt(context, value, path, 'number')
  if (found === undefined) return otherwise
  if (Number.isSafeInteger(found)) return Number(found)
  complain(
    context,
    path,
    'parameter_kind',
    `The parameter "${value.slice(1)}" is not a whole number.`,
    'Write a whole number.',
  )
  return otherwise
}

/** The member of `record` called `name`; complains with the nearest name when there is none. */
export function resolveName<T>(
  context: Pick<CompileContext, 'parsed' | 'problems'>,
  record: Readonly<Record<string, T>>,
  name: string,
  path: Path,
  what: string,
): T | undefined {
  const found = lookup(record, name)
  if (found === undefined) {
    const fix = didYouMean(name, Object.keys(record), what)
    complain(context, path, `unknown_${what}`, `There is no ${what} "${name}".`, fix)
  }
  return found
}

export function noRepeats(context: CompileContext, list: readonly string[], path: Path): void {
  for (const [i, item] of list.entries()) {
    if (list.indexOf(item) === i) continue
    complain(context, [...path, i], 'listed_twice', `"${item}" is already in this list.`, 'Delete it here.')
  }
}
