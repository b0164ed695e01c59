import type { z } from 'zod'
import { nearest } from '../names.ts'
import type { Path } from '../problem.ts'
import { policyDocument } from './document.ts'

type Issue = z.core.$ZodIssue

/** What is wrong at a path of the document; `onKey` when it is the name and not the value. */
export interface Complaint {
  readonly path: Path
  readonly onKey: boolean
  readonly code: string
  readonly message: string
  readonly fix: string
}

const EXAMPLES: Readonly<Record<string, string>> = {
  boolean: 'Write true or false.',
  int: 'Write a whole number without quotes.',
  number: 'Write a number without quotes.',
  string: 'Write text, in quotes if it looks like a number.',
  array: 'Write a list: [a, b].',
  object: 'Write members, one a line: "name: value".',
  record: 'Write members, one a line: "name: value".',
}

const dotted = (path: Path): string => (path.length === 0 ? 'The document' : `"${path.join('.')}"`)

/** Turns one of the schema's issues into complaints that say what to write instead. */
export function explainIssue(issue: Issue, base: Path, root: unknown): Complaint[] {
  const path: Path = [...base, ...(issue.path as (string | number)[])]
  switch (issue.code) {
    case 'unrecognized_keys':
      return issue.keys.map((key) => unknownMember(key, path, root))
    case 'invalid_union':
      return explainUnion(issue, path, root)
    case 'invalid_key': {
      const message = `"${String(path.at(-1))}" cannot be a name here.`
      return [{ path, onKey: true, code: 'invalid_name', message, fix: `Write ${saying(issue.issues[0])}.` }]
    }
    case 'invalid_type':
      return [wrongType(issue, path, root)]
    case 'invalid_value':
      if (valueAt(root, path) === undefined) return [missing(path)]
      return [wrongValue(issue, path, root)]
    default: {
      const message = `${dotted(path)} cannot have this value.`
      return [{ path, onKey: false, code: 'wrong_value', message, fix: `Write ${saying(issue)}.` }]
    }
  }
}

function explainUnion(
  issue: Extract<Issue, { code: 'invalid_union' }>,
  path: Path,
  root: unknown,
): Complaint[] {
  if (valueAt(root, path) === undefined) return [missing(path)]
  const branches = issue.errors as readonly (readonly Issue[])[]
  const branch = likeliest(branches)
  if (
    !branch.every((i) => i.path.length === 0 && (i.code === 'invalid_type' || i.code === 'invalid_value'))
  ) {
    return branch.flatMap((inner) => explainIssue(inner, path, root))
  }
  const shapes = branches.flat().map((i) => {
    if (i.code === 'invalid_value') return i.values.map((v) => JSON.stringify(v)).join(' or ')
    if (i.code !== 'invalid_type') return 'text'
    return i.expected === 'object' ? 'members ("name: value")' : i.expected
  })
  const fix = `Write ${[...new Set(shapes)].join(', or ')}.`
  return [
    {
      path,
      onKey: false,
      code: 'wrong_type',
      message: `${dotted(path)} has none of the allowed shapes.`,
      fix,
    },
  ]
}

/** The branch of a union that the author most probably meant: the one whose complaints lie deepest, then the one with the fewest. */
function likeliest(branches: readonly (readonly Issue[])[]): readonly Issue[] {
  const depth = (issues: readonly Issue[]): number => {
    const here = issues.filter((i) => i.path.length === 0)
    if (here.some((i) => i.code === 'invalid_type' || i.code === 'invalid_value')) return -2
    if (issues.some((i) => i.code === 'invalid_type' && i.input === undefined && i.path.length === 1))
      return -1
    if (here.some((i) => i.code === 'unrecognized_keys')) return 0
    return Math.max(...issues.map((i) => i.path.length), 1)
  }
  return [...branches].sort((a, b) => depth(b) - depth(a) || a.length - b.length)[0] ?? []
}

function missing(path: Path): Complaint {
  const fix = `Add "${String(path.at(-1) ?? '')}:" here.`
  const message = `${dotted(path)} is missing.`
  return { path: path.slice(0, -1), onKey: true, code: 'missing_member', message, fix }
}

function wrongType(issue: Extract<Issue, { code: 'invalid_type' }>, path: Path, root: unknown): Complaint {
  if (valueAt(root, path) === undefined) return missing(path)
  const fix = EXAMPLES[issue.expected] ?? `Write a value of type ${issue.expected}.`
  const message = `${dotted(path)} is not of type ${issue.expected}.`
  return { path, onKey: false, code: 'wrong_type', message, fix }
}

function wrongValue(issue: Extract<Issue, { code: 'invalid_value' }>, path: Path, root: unknown): Complaint {
  const value = valueAt(root, path)
  const allowed = issue.values.map(String)
  const near = typeof value === 'string' ? nearest(value, allowed) : undefined
  const fix = near === undefined ? `Write one of: ${allowed.join(', ')}.` : `Did you mean "${near}"?`
  return { path, onKey: false, code: 'wrong_value', message: `${dotted(path)} cannot have this value.`, fix }
}

/** Our own schema messages name what is expected ("a name: …"); Zod's size messages do too, after their "expected". */
function saying(issue: Issue | undefined): string {
  if (issue === undefined) return 'something else'
  return (/expected (.*)$/.exec(issue.message)?.[1] ?? issue.message).replace(/\.$/, '')
}

function valueAt(root: unknown, path: Path): unknown {
  return path.reduce<unknown>((value, step) => {
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, step)) return undefined
    return (value as Record<string | number, unknown>)[step]
  }, root)
}

function unknownMember(key: string, path: Path, root: unknown): Complaint {
  const known = membersAt(path)
  const written = valueAt(root, path)
  const free = known.filter(
    (k) => typeof written === 'object' && written !== null && !Object.hasOwn(written, k),
  )
  const near = nearest(key, free)
  const fix =
    near !== undefined ? `Did you mean "${near}"?` : `Delete it, or write one of: ${known.join(', ')}.`
  const message = `${dotted(path)} has no member "${key}".`
  return { path: [...path, key], onKey: true, code: 'unknown_member', message, fix }
}

/** The members the schema knows at a path, over all branches of a union. */
function membersAt(path: Path): string[] {
  let schemas: z.core.$ZodType[] = [policyDocument]
  for (const step of path) schemas = schemas.flatMap(unwrap).flatMap((s) => below(s, step))
  const shapes = schemas.flatMap(unwrap).map((s) => (s as z.core.$ZodTypes)._zod.def)
  return [...new Set(shapes.flatMap((def) => (def.type === 'object' ? Object.keys(def.shape) : [])))]
}

function unwrap(schema: z.core.$ZodType): z.core.$ZodType[] {
  const def = (schema as z.core.$ZodTypes)._zod.def
  if (def.type === 'optional') return unwrap(def.innerType)
  if (def.type === 'lazy') return unwrap(def.getter())
  return def.type === 'union' ? def.options.flatMap(unwrap) : [schema]
}

function below(schema: z.core.$ZodType, step: string | number): z.core.$ZodType[] {
  const def = (schema as z.core.$ZodTypes)._zod.def
  if (def.type === 'record') return [def.valueType]
  if (def.type === 'array') return [def.element]
  const member = def.type === 'object' ? def.shape[String(step)] : undefined
  return member === undefined ? [] : [member]
}
