import { deadlineParts, MAX_DEADLINE_PARTS, retentionNeverLonger } from '../deadlines/compare-deadlines.ts'
import { alwaysResolves } from '../deadlines/deadline.ts'
import {
  type Basis,
  CREATED,
  type Deadline,
  type FieldModel,
  type GroupModel,
  type RetentionModel,
} from '../model.ts'
import { didYouMean, lookup } from '../names.ts'
import type { CollectionDocument, DeadlineDocument } from '../parse/document.ts'
import type { Path } from '../problem.ts'
import { type CompileContext, complain, durationAt, resolveName } from './compile-context.ts'

type RetentionDocument = NonNullable<CollectionDocument['retention']>[number]

/** Legal bases that last for a time of their own, so that data may be kept without a last day while they do. */
const LASTING: readonly Basis[] = ['consent', 'contract', 'legal-obligation']

/** The groups of a collection: its classes by the rule they die under. Sorted by key. */
export function compileGroups(
  context: CompileContext,
  name: string,
  collection: CollectionDocument,
  fields: readonly FieldModel[],
): GroupModel[] {
  const path: Path = ['collections', name]
  const used = [...new Set(fields.map((f) => f.class))].filter((c) =>
    lookup(context.parsed.document.classes, c),
  )
  const rules = (collection.retention ?? []).map((r, i) =>
    compileRule(context, r, [...path, 'retention', i], collection.events ?? []),
  )
  const ruleOf = assign(context, rules, used, path)
  const groups = new Map<string, { classes: string[]; retention: RetentionModel | null }>()
  for (const cls of used) {
    const rule = ruleOf.get(cls) ?? null
    const personal = isPersonal(context, cls)
    if (rule === null && personal) {
      const message = `The class "${cls}" is personal and nothing says when "${name}" destroys it.`
      const fix = 'Add it to the classes of a retention rule.'
      complain(context, [...path, 'retention'], 'class_without_retention', message, fix, { onKey: true })
    }
    const alike = JSON.stringify(rule === null ? null : { ...rule, classes: [] })
    const group = groups.get(alike) ?? { classes: [], retention: rule }
    group.classes.push(cls)
    groups.set(alike, group)
  }
  checkStrictest(context, ruleOf, used, path)
  return [...groups.values()].map(toGroup).sort((a, b) => (a.key < b.key ? -1 : 1))
}

const isPersonal = (context: CompileContext, cls: string): boolean =>
  lookup(context.parsed.document.classes, cls)?.personal === true

function toGroup(group: { classes: string[]; retention: RetentionModel | null }): GroupModel {
  const classes = [...group.classes].sort()
  return {
    key: classes.join('+'),
    classes,
    retention: group.retention === null ? null : { ...group.retention, classes },
  }
}

function assign(
  context: CompileContext,
  rules: readonly RetentionModel[],
  used: readonly string[],
  path: Path,
) {
  const ruleOf = new Map<string, RetentionModel>()
  for (const [i, rule] of rules.entries()) {
    for (const [j, cls] of rule.classes.entries()) {
      const at = [...path, 'retention', i, 'classes', j]
      if (resolveName(context, context.parsed.document.classes, cls, at, 'class') === undefined) continue
      if (ruleOf.has(cls)) {
        const message = `The class "${cls}" already has a retention rule in this collection.`
        complain(context, at, 'class_twice', message, 'Keep it in one of the rules.')
      } else if (!used.includes(cls)) {
        const message = `No field of this collection has the class "${cls}".`
        complain(context, at, 'class_unused', message, 'Delete it here.', { severity: 'warning' })
      }
      ruleOf.set(cls, rule)
    }
  }
  return ruleOf
}

function compileRule(
  context: CompileContext,
  rule: RetentionDocument,
  path: Path,
  events: readonly string[],
): RetentionModel {
  const destroy = compileDeadline(context, rule.destroy, [...path, 'destroy'], events)
  const otherwise =
    rule.else === undefined ? undefined : compileDeadline(context, rule.else, [...path, 'else'], events)
  for (const [deadline, member] of [
    [destroy, 'destroy'],
    [otherwise, 'else'],
  ] as const) {
    if (deadline !== undefined && deadlineParts(deadline) > MAX_DEADLINE_PARTS) {
      const fix = `Name at most ${MAX_DEADLINE_PARTS} events.`
      complain(context, [...path, member], 'deadline_too_large', 'This deadline has too many parts.', fix)
    }
  }
  if (otherwise !== undefined && alwaysResolves(destroy)) {
    const fix = 'Delete "else:".'
    complain(
      context,
      [...path, 'else'],
      'else_unreachable',
      '"destroy" always has a date, so "else" never counts.',
      fix,
      {
        onKey: true,
      },
    )
  }
  const ends = alwaysResolves(destroy) || (otherwise !== undefined && alwaysResolves(otherwise))
  if (rule.while !== undefined) checkWhile(context, rule, path)
  else if (!ends && rule.classes.some((cls) => isPersonal(context, cls))) {
    const message = 'Nothing ends this data when none of the events is ever reported.'
    const fix = `Add "else: { after: ${CREATED}, for: … }", or "while:" and a purpose with a lasting legal basis.`
    complain(context, path, 'no_final_deadline', message, fix)
  }
  if (rule.bucket === 'law') checkLaw(context, rule, path)
  return {
    classes: rule.classes,
    destroy,
    ...(otherwise === undefined ? {} : { otherwise }),
    ...(rule.while === undefined ? {} : { while: rule.while }),
    bucket: rule.bucket ?? 'day',
  }
}

function checkWhile(context: CompileContext, rule: RetentionDocument, path: Path): void {
  const at = [...path, 'while']
  const purpose = resolveName(context, context.parsed.document.purposes, rule.while ?? '', at, 'purpose')
  if (purpose === undefined) return
  if (!LASTING.includes(purpose.basis)) {
    const message = `The basis "${purpose.basis}" does not last for a time of its own.`
    const fix = `Name a purpose whose basis is ${LASTING.join(', ')}, or give the data a last day.`
    complain(context, at, 'basis_does_not_last', message, fix)
  }
  for (const cls of rule.classes.filter((c) => !purpose.classes.includes(c))) {
    const message = `The purpose "${rule.while}" does not cover the class "${cls}".`
    complain(
      context,
      at,
      'purpose_does_not_cover',
      message,
      `Add "${cls}" to the purpose, or take it out of this rule.`,
    )
  }
}

function checkLaw(context: CompileContext, rule: RetentionDocument, path: Path): void {
  const legal = Object.values(context.parsed.document.purposes).filter((p) => p.basis === 'legal-obligation')
  for (const cls of rule.classes.filter((c) => !legal.some((p) => p.classes.includes(c)))) {
    const message = `No purpose with the basis legal-obligation covers the class "${cls}".`
    complain(
      context,
      [...path, 'bucket'],
      'law_without_basis',
      message,
      'Declare that purpose, or write "bucket: day".',
    )
  }
}

function compileDeadline(
  context: CompileContext,
  written: DeadlineDocument,
  path: Path,
  events: readonly string[],
): Deadline {
  if ('after' in written) {
    if (written.after !== CREATED && !events.includes(written.after)) {
      const fix = didYouMean(written.after, [...events, CREATED], 'event')
      complain(context, [...path, 'after'], 'unknown_event', `There is no event "${written.after}".`, fix)
    }
    return { after: written.after, for: durationAt(context, written.for, [...path, 'for']) }
  }
  const kind = 'earliest' in written ? 'earliest' : 'latest'
  const members = 'earliest' in written ? written.earliest : written.latest
  const compiled = members.map((d, i) => compileDeadline(context, d, [...path, kind, i], events))
  return kind === 'earliest' ? { earliest: compiled } : { latest: compiled }
}

/** What nobody has classified yet may be anything, so nothing personal beside it may be kept a shorter time. */
function checkStrictest(
  context: CompileContext,
  ruleOf: ReadonlyMap<string, RetentionModel>,
  used: readonly string[],
  path: Path,
) {
  for (const cls of used.filter((c) => lookup(context.parsed.document.classes, c)?.strictest === true)) {
    const rule = ruleOf.get(cls)
    if (rule === undefined) continue
    for (const other of used.filter((c) => c !== cls && isPersonal(context, c))) {
      const otherRule = ruleOf.get(other)
      if (otherRule === undefined || otherRule === rule || retentionNeverLonger(rule, otherRule)) continue
      const message = `"${cls}" is the strictest class, but "${other}" may be destroyed before it.`
      complain(
        context,
        [...path, 'retention'],
        'strictest_kept_longer',
        message,
        `Destroy "${cls}" no later than "${other}".`,
        {
          onKey: true,
        },
      )
    }
  }
}
