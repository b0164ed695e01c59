import {
  compareDurations,
  DURATION_FIX,
  neverLonger,
  parseDuration,
  tryParseDuration,
} from '../deadlines/duration.ts'
import type { AuthorityModel, LocalText, ParameterKind, ParameterModel } from '../model.ts'
import type { ParameterDocument } from '../parse/document.ts'
import { isError, type Path } from '../problem.ts'
import { type CompileContext, complain, resolveName } from './compile-context.ts'

type Value = string | number
type Context = Pick<CompileContext, 'parsed' | 'problems'>
type Written = Extract<ParameterDocument, object>

/** Every parameter with the value in force: the strictest of its own value and what the authorities ask, inside floor and ceiling. */
export function resolveParameters(context: Context): Record<string, ParameterModel> {
  const resolved: Record<string, ParameterModel> = {}
  for (const [name, document] of Object.entries(context.parsed.document.parameters ?? {})) {
    const written: Written = typeof document === 'object' ? document : { value: document }
    const before = context.problems.length
    const parameter = resolveParameter(context, name, written)
    if (parameter !== undefined && !context.problems.slice(before).some(isError)) resolved[name] = parameter
  }
  return resolved
}

const LOOKS_LIKE_DURATION = /^[+-]?P[\dT]|^\d+\s*[A-Za-z]*(day|hour|minute|second|week|month|year)s?$/i

const kindOf = (value: Value): ParameterKind => {
  if (typeof value === 'number') return 'number'
  return tryParseDuration(value) === undefined ? 'text' : 'duration'
}

function resolveParameter(context: Context, name: string, written: Written): ParameterModel | undefined {
  const path: Path = ['parameters', name]
  const values = valuesOf(written)
  const kinds = new Set(values.map(({ value }) => kindOf(value)))
  for (const { value, at } of values) {
    if (typeof value === 'string' && kindOf(value) === 'text' && LOOKS_LIKE_DURATION.test(value)) {
      complain(context, [...path, ...at], 'duration_invalid', `"${value}" is not a duration.`, DURATION_FIX)
      return undefined
    }
  }
  const [kind] = kinds
  if (kind === undefined || (written.value === undefined && written.authorities === undefined)) {
    complain(
      context,
      path,
      'parameter_without_value',
      `"${name}" has no value.`,
      'Add "value:" or "authorities:".',
    )
    return undefined
  }
  if (kinds.size > 1) {
    const message = `"${name}" mixes ${[...kinds].join(' and ')}.`
    complain(
      context,
      path,
      'parameter_kind',
      message,
      'Write value, authorities, floor and ceiling in one kind.',
    )
    return undefined
  }
  if (kind === 'text' && (values.length > 1 || written.value === undefined)) {
    complain(
      context,
      path,
      'parameter_kind',
      `"${name}" is a text; texts have no order.`,
      'Keep only its value.',
    )
    return undefined
  }
  if (written.unit !== undefined && kind !== 'number') {
    complain(context, [...path, 'unit'], 'parameter_kind', 'Only a number has a unit.', 'Delete "unit:".')
  }
  return inForce(context, path, kind, written)
}

function valuesOf(written: Written): { value: Value; at: Path }[] {
  const authorities = (written.authorities ?? []).flatMap((a, i) => [
    { value: a.at_least, at: ['authorities', i, 'at_least'] },
    { value: a.at_most, at: ['authorities', i, 'at_most'] },
  ])
  const all: { value: Value | undefined; at: Path }[] = [
    { value: written.value, at: ['value'] },
    ...authorities,
    { value: written.floor?.value, at: ['floor', 'value'] },
    { value: written.ceiling?.value, at: ['ceiling', 'value'] },
  ]
  return all.flatMap(({ value, at }) => (value === undefined ? [] : [{ value, at }]))
}

function inForce(
  context: Context,
  path: Path,
  kind: ParameterKind,
  written: Written,
): ParameterModel | undefined {
  const authorities = compileAuthorities(context, path, written)
  if (authorities === undefined) return undefined
  const chosen = strictest(written.value, authorities)
  if (chosen === undefined) {
    const fix =
      'Leave out what is not asked, or write lengths of time in the same unit (P30D and P1M have no order).'
    complain(context, path, 'authorities_contradict', 'No value does what is asked here.', fix)
    return undefined
  }
  if (written.value !== undefined && chosen.value !== written.value) {
    const message = `${chosen.value} is in force, not ${written.value}: ${chosen.decidedBy?.en} asks for it.`
    const fix = `Write ${chosen.value}, or delete "value:".`
    complain(context, [...path, 'value'], 'authority_stricter', message, fix, { severity: 'warning' })
  }
  const limits = {
    ...compileLimit(context, [...path, 'floor'], 'floor', chosen.value, written.floor),
    ...compileLimit(context, [...path, 'ceiling'], 'ceiling', chosen.value, written.ceiling),
  }
  return {
    name: String(path.at(-1)),
    kind,
    value: chosen.value,
    ...(written.unit === undefined ? {} : { unit: written.unit }),
    ...(chosen.decidedBy === undefined ? {} : { decidedBy: chosen.decidedBy }),
    authorities,
    ...limits,
  }
}

function sourceOf(context: Context, from: string, path: Path): LocalText | undefined {
  return resolveName(context, context.parsed.document.authorities ?? {}, from, path, 'authority')
}

function compileAuthorities(context: Context, path: Path, written: Written): AuthorityModel[] | undefined {
  const authorities: AuthorityModel[] = []
  for (const [i, { from, at_least, at_most }] of (written.authorities ?? []).entries()) {
    const at = [...path, 'authorities', i]
    const value = at_least ?? at_most
    const source = sourceOf(context, from, [...at, 'from'])
    if (value === undefined || (at_least !== undefined && at_most !== undefined)) {
      const fix = 'Write one of "at_least:" and "at_most:".'
      complain(context, at, 'authority_limit', 'An authority asks for one limit.', fix)
    } else if (source !== undefined) {
      authorities.push({ source, limit: at_least !== undefined ? 'at-least' : 'at-most', value })
    }
  }
  return authorities.length === (written.authorities ?? []).length ? authorities : undefined
}

function compileLimit(
  context: Context,
  path: Path,
  kind: 'floor' | 'ceiling',
  value: Value,
  written: Written['floor'],
): Pick<ParameterModel, 'floor' | 'ceiling'> {
  if (written === undefined) return {}
  const source = sourceOf(context, written.from, [...path, 'from'])
  if (source === undefined) return {}
  const [limit, code, word] =
    kind === 'floor'
      ? (['at-least', 'below_floor', 'more'] as const)
      : (['at-most', 'above_ceiling', 'less'] as const)
  if (!within(value, limit, written.value)) {
    const message = `${value} crosses the ${kind} ${written.value} (${source.en}).`
    complain(context, [...path.slice(0, -1), 'value'], code, message, `Write ${written.value} or ${word}.`)
  }
  return { [kind]: { value: written.value, source } }
}

/** True when a value satisfies a limit whatever the date. Both are of one kind. */
export function within(value: Value, limit: AuthorityModel['limit'], bound: Value): boolean {
  const [small, large] = limit === 'at-most' ? [value, bound] : [bound, value]
  if (typeof small === 'number' && typeof large === 'number') return small <= large
  return neverLonger(parseDuration(String(small)), parseDuration(String(large)))
}

const same = (a: Value, b: Value): boolean => a === b || (typeof a === 'string' && order(a, String(b)) === 0)
const order = (a: string, b: string) => compareDurations(parseDuration(a), parseDuration(b))

/** Our own value if it does what every authority asks, else the first authority's value that does; undefined when none does. */
function strictest(own: Value | undefined, authorities: readonly AuthorityModel[]) {
  const fits = (value: Value): boolean => authorities.every((a) => within(value, a.limit, a.value))
  if (own !== undefined && (authorities.length === 0 || fits(own))) {
    const asked = authorities.find((a) => same(a.value, own))
    return { value: own, decidedBy: asked?.source }
  }
  const deciding = authorities.find((a) => fits(a.value))
  return deciding === undefined ? undefined : { value: deciding.value, decidedBy: deciding.source }
}
