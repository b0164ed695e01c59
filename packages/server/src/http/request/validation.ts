import { z } from 'zod'
import type { AzukariError, ErrorMaker } from '../../platform/errors.ts'
import { plainCheck } from './plain-check.ts'

export type Validate = (value: unknown) => unknown

const MOST_ISSUES = 8

/**
 * Compiles a schema into a check that answers the schema's output or throws `fail`. The error tells the place and the expectation and
 * repeats nothing of the input: a name in the pointer is one the schema itself declares, every other is `*`.
 */
export function compileValidation(schema: z.ZodType, fail: ErrorMaker): Validate {
  const names = declaredNames(schema)
  const isPlainlyGood = plainCheck(schema)
  return (value) => {
    if (isPlainlyGood?.(value)) return value
    const result = z.safeParse(schema, value)
    if (result.success) return result.data
    throw failure(result.error.issues, names, fail)
  }
}

function failure(
  issues: readonly z.core.$ZodIssue[],
  names: ReadonlySet<string>,
  fail: ErrorMaker,
): AzukariError {
  const told = issues
    .slice(0, MOST_ISSUES)
    .map((issue) => ({ pointer: pointerOf(issue.path, names), text: textOf(issue) }))
  const first = told[0] ?? { pointer: '', text: 'not valid' }
  return fail(first.text, {
    where: { pointer: first.pointer },
    ...(issues.length > 1 ? { extra: { issues: told.map((t) => `${t.pointer}: ${t.text}`) } } : {}),
  })
}

/** JSON pointer (RFC 6901). */
function pointerOf(path: readonly PropertyKey[], names: ReadonlySet<string>): string {
  return path
    .map((part) => {
      if (typeof part === 'number') return `/${part}`
      const name = String(part)
      return names.has(name) ? `/${name.replaceAll('~', '~0').replaceAll('/', '~1')}` : '/*'
    })
    .join('')
}

const KINDS: Readonly<Record<string, string>> = {
  string: 'text',
  number: 'a number',
  int: 'a whole number',
  boolean: 'true or false',
  array: 'a list',
  object: 'an object',
  record: 'an object',
}

function textOf(issue: z.core.$ZodIssue): string {
  switch (issue.code) {
    case 'invalid_type':
      return issue.input === undefined && issue.message.includes('undefined')
        ? 'is missing'
        : `expected ${KINDS[issue.expected] ?? issue.expected}`
    case 'too_big':
      return atMost(issue.origin, String(issue.maximum))
    case 'too_small':
      return atLeast(issue.origin, String(issue.minimum))
    case 'invalid_format':
      return issue.format === 'regex' ? 'not of the form required' : `not of the form ${issue.format}`
    case 'unrecognized_keys':
      return 'has a member that is not known'
    case 'invalid_value':
      return `expected one of ${issue.values.map(String).join(', ')}`
    case 'invalid_union':
      return 'matches none of the allowed forms'
    case 'invalid_key':
      return 'a name is not valid'
    case 'custom':
      // Written by the room that declares the schema, so it is one of our own sentences.
      return issue.message
    default:
      return 'not valid'
  }
}

function atMost(origin: string, n: string): string {
  if (origin === 'string') return `at most ${n} characters`
  if (origin === 'array' || origin === 'set') return `at most ${n} items`
  return origin === 'object' || origin === 'map' || origin === 'record'
    ? `at most ${n} members`
    : `at most ${n}`
}

function atLeast(origin: string, n: string): string {
  if (origin === 'string') return `at least ${n} characters`
  if (origin === 'array' || origin === 'set') return `at least ${n} items`
  return origin === 'object' || origin === 'map' || origin === 'record'
    ? `at least ${n} members`
    : `at least ${n}`
}

/** JSON schema of what the client sends; used for the OpenAPI document and for the names a schema declares. */
export function inputSchema(schema: z.ZodType): Record<string, unknown> {
  return z.toJSONSchema(schema, {
    io: 'input',
    target: 'draft-2020-12',
    unrepresentable: 'any',
    reused: 'inline',
  })
}

function declaredNames(schema: z.ZodType): ReadonlySet<string> {
  const names = new Set<string>()
  const visit = (node: unknown): void => {
    if (typeof node !== 'object' || node === null) return
    const { properties } = node as { properties?: unknown }
    if (typeof properties === 'object' && properties !== null)
      for (const name of Object.keys(properties)) names.add(name)
    for (const child of Object.values(node)) visit(child)
  }
  visit(inputSchema(schema))
  return names
}
