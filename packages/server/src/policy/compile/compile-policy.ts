import {
  type ClauseModel,
  type CollectionModel,
  CREATED,
  type PolicyModel,
  type PurposeModel,
  type RuleModel,
} from '../model.ts'
import { didYouMean, lookup } from '../names.ts'
import type { CollectionDocument } from '../parse/document.ts'
import type { ParsedPolicy } from '../parse/parse-policy.ts'
import { isError, type Path, type Problem } from '../problem.ts'
import {
  type CompileContext,
  complain,
  countAt,
  type KnownNames,
  noRepeats,
  resolveName,
} from './compile-context.ts'
import { compileField } from './compile-field.ts'
import { compileGroups } from './compile-retention.ts'
import { compileRoles } from './compile-roles.ts'
import { compileStaff } from './compile-staff.ts'
import { deepFreeze } from './freeze.ts'
import { resolveParameters } from './resolve-parameters.ts'

const DEFAULT_RECORD_BYTES = 262_144
const MAX_RECORD_BYTES = 4 * 1024 * 1024

export interface CompileOptions {
  readonly known?: KnownNames
  readonly rules?: readonly RuleModel[]
}

/** Resolves and checks a parsed policy. Every problem is added to `problems`; the model is undefined when one of them is an error. */
export function compilePolicy(
  parsed: ParsedPolicy,
  problems: Problem[],
  options: CompileOptions = {},
): PolicyModel | undefined {
  const before = problems.length
  const { document } = parsed
  const parameters = resolveParameters({ parsed, problems })
  const context: CompileContext = { parsed, problems, parameters, known: options.known ?? {} }
  const classes = mapValues(document.classes, (name, c) => ({
    name,
    personal: c.personal ?? false,
    strictest: c.strictest ?? false,
  }))
  for (const c of Object.values(classes).filter((c) => c.strictest && !c.personal)) {
    const message = `The class "${c.name}" is the strictest but not personal.`
    complain(context, ['classes', c.name], 'strictest_not_personal', message, 'Add "personal: true".')
  }
  const purposes = compilePurposes(context)
  const collections = mapValues(document.collections, (name, c) => compileCollection(context, name, c))
  const roles = compileRoles(context, { collections, purposes })
  const clauses = mapValues(document.clauses ?? {}, (id) => compileClause(context, id))
  if (problems.slice(before).some(isError)) return undefined
  return deepFreeze({
    format: 1,
    policy: document.policy,
    region: document.region ?? 'JP',
    parameters,
    classes,
    purposes,
    collections,
    ...(roles === undefined ? {} : { roles }),
    ...(document.staff === undefined ? {} : { staff: compileStaff(document.staff) }),
    clauses,
    rules: [...(options.rules ?? [])].sort((a, b) => (a.file < b.file ? -1 : 1)),
  })
}

function mapValues<A, B>(
  record: Readonly<Record<string, A>>,
  make: (name: string, value: A) => B,
): Record<string, B> {
  return Object.fromEntries(Object.entries(record).map(([name, value]) => [name, make(name, value)]))
}

function compilePurposes(context: CompileContext): Record<string, PurposeModel> {
  const { classes, purposes } = context.parsed.document
  const compiled = mapValues(purposes, (name, { basis, classes: covered, text }) => {
    noRepeats(context, covered, ['purposes', name, 'classes'])
    for (const [i, cls] of covered.entries()) {
      resolveName(context, classes, cls, ['purposes', name, 'classes', i], 'class')
    }
    return { name, basis, classes: [...covered].sort(), ...(text === undefined ? {} : { text }) }
  })
  for (const [name, cls] of Object.entries(classes)) {
    if (cls.personal !== true || cls.strictest === true) continue
    if (Object.values(purposes).some((p) => p.classes.includes(name))) continue
    const message = `No purpose covers the personal class "${name}": nobody could ever read it.`
    const fix = 'Add it to a purpose, or do not collect it.'
    complain(context, ['classes', name], 'class_without_purpose', message, fix, {
      severity: 'warning',
      onKey: true,
    })
  }
  return compiled
}

function compileCollection(
  context: CompileContext,
  name: string,
  collection: CollectionDocument,
): CollectionModel {
  const path: Path = ['collections', name]
  const fields = Object.entries(collection.fields).map(([f, document]) =>
    compileField(context, f, document, [...path, 'fields', f]),
  )
  const events = collection.events ?? []
  noRepeats(context, events, [...path, 'events'])
  if (events.includes(CREATED)) {
    const at = [...path, 'events', events.indexOf(CREATED)]
    complain(
      context,
      at,
      'event_reserved',
      `"${CREATED}" happens by itself when a record is stored.`,
      'Delete it here.',
    )
  }
  checkSubjects(context, collection, path)
  const at = [...path, 'max_record_bytes']
  const maxRecordBytes = countAt(context, collection.max_record_bytes, at, DEFAULT_RECORD_BYTES)
  const largest = Math.max(1, ...fields.map((f) => f.maxBytes))
  if (maxRecordBytes < largest || maxRecordBytes > MAX_RECORD_BYTES) {
    const message = `A record of "${name}" may hold ${maxRecordBytes} bytes.`
    const fix = `Write a size from ${largest}, its largest field, to ${MAX_RECORD_BYTES}.`
    complain(context, collection.max_record_bytes === undefined ? path : at, 'record_size', message, fix)
  }
  const { role } = collection
  return {
    name,
    role: role === 'controller' ? { kind: 'controller' } : { kind: 'processor', for: role.processor },
    subjects: { ...collection.subjects },
    fields,
    events: [...events],
    groups: compileGroups(context, name, collection, fields),
    maxRecordBytes,
  }
}

function checkSubjects(context: CompileContext, collection: CollectionDocument, path: Path): void {
  for (const [subject, fieldName] of Object.entries(collection.subjects ?? {})) {
    const at = [...path, 'subjects', subject]
    const field = resolveName(context, collection.fields, fieldName, at, 'field')
    if (field === undefined) continue
    if ((field.type ?? 'text') !== 'text') {
      const fix = 'Name a text field, such as an e-mail address.'
      complain(context, at, 'subject_type', `"${fieldName}" is a ${field.type}.`, fix)
    } else if (lookup(context.parsed.document.classes, field.class)?.personal !== true) {
      const message = `"${fieldName}" finds a person but its class "${field.class}" is not personal.`
      complain(context, at, 'subject_not_personal', message, 'Give the field a personal class.')
    }
  }
}

function compileClause(context: CompileContext, id: string): ClauseModel {
  const written = context.parsed.document.clauses?.[id] ?? {}
  const clause = {
    checks: written.checks ?? [],
    controls: written.controls ?? [],
    duties: written.duties ?? [],
  }
  for (const list of ['checks', 'controls', 'duties'] as const) {
    const path = ['clauses', id, list]
    noRepeats(context, clause[list], path)
    const known = context.known[list]
    for (const [i, fact] of clause[list].entries()) {
      if (known === undefined || known.includes(fact)) continue
      const what = list.slice(0, -1)
      const message = `There is no ${what} "${fact}".`
      complain(context, [...path, i], `unknown_${what}`, message, didYouMean(fact, known, what))
    }
  }
  if (clause.checks.length === 0 && written.unknown === undefined) {
    const fix = 'Name a check, or say under "unknown:" why there is none, in both languages.'
    complain(context, ['clauses', id], 'clause_without_check', `Nothing measures the clause ${id}.`, fix, {
      onKey: true,
    })
  }
  return { id, ...clause, ...(written.unknown === undefined ? {} : { unknown: written.unknown }) }
}
