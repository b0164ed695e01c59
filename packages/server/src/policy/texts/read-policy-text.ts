import type { Lang } from '../model.ts'
import { type Problem, positionAt } from '../problem.ts'

/** A parameter cited in the text as `{{name}}`. */
export interface Citation {
  readonly name: string
  readonly offset: number
  /** The clause it stands in, or null before the first one. */
  readonly clause: string | null
}

/** One clause of the text: the heading without its mark, and everything up to the next clause, as written. */
export interface ClauseText {
  readonly id: string
  readonly title: string
  readonly body: string
  readonly offset: number
}

/** `policy.en.md` or `policy.ja.md`, taken apart. */
export interface PolicyText {
  readonly lang: Lang
  readonly file: string
  readonly markdown: string
  readonly clauses: readonly ClauseText[]
  readonly citations: readonly Citation[]
}

// Each of these looks at a character a bounded number of times: a text may be hostile and a megabyte long.
const HEADING = /^(#{1,6})[ \t]+(\S.*)$/gm
const MARK = /\{#([^{}]*)\}$/
const CLAUSE_ID = /^[A-Z]{1,3}[1-9][0-9]{0,3}$/
export const CITATION = /\{\{[ \t]{0,9}([a-z][A-Za-z0-9_]{0,63})[ \t]{0,9}\}\}/g
const BRACES = /\{\{|\}\}/g
/** Raw HTML and links that run something: the text is published. */
const HTML = /<[A-Za-z!/?][^\n]*/g
const LINK =
  /\]\(\s{0,9}(?!\s|https:\/\/|mailto:|#|\/(?![/\\]))[^)\n]{0,99}|^[ \t]{0,9}\[[^\]\n]{1,99}\]:(?![ \t]{0,9}(?:https:\/\/|mailto:|#)).{0,99}/gm
/** More than any policy has; reading a text compares citations with clauses. */
const MAX_CLAUSES = 1000
const MAX_CITATIONS = 5000
const MAX_REPORTED = 100

type Report = (offset: number, code: string, message: string, fix: string) => void

/** Takes a text apart. Clauses are headings that end in `{#A8}`; a heading of the same or a higher level without a mark ends a clause. */
export function readPolicyText(markdown: string, lang: Lang, file: string, problems: Problem[]): PolicyText {
  let reported = 0
  const report: Report = (offset, code, message, fix) => {
    if (reported++ >= MAX_REPORTED) return
    problems.push({ code, severity: 'error', file, ...positionAt(markdown, offset), message, fix })
  }
  const clauses = readClauses(markdown, report)
  const citations = readCitations(markdown, clauses, report)
  for (const found of markdown.matchAll(HTML)) {
    report(
      found.index,
      'text_html',
      'HTML is not allowed in a policy text.',
      'Write it in Markdown, or "&lt;" for a "<".',
    )
  }
  for (const found of markdown.matchAll(LINK)) {
    report(
      found.index,
      'text_link',
      'This link does not lead to a page.',
      'Link to https://…, mailto:… or #clause.',
    )
  }
  return { lang, file, markdown, clauses, citations }
}

function readClauses(markdown: string, report: Report): ClauseText[] {
  const clauses: ClauseText[] = []
  const headings = [...markdown.matchAll(HEADING)].map((m) => ({
    offset: m.index,
    end: m.index + m[0].length,
    level: m[1]?.length ?? 1,
    text: (m[2] ?? '').trimEnd(),
  }))
  if (headings.length > MAX_CLAUSES) {
    report(0, 'text_too_large', `The text has ${headings.length} headings.`, `Keep at most ${MAX_CLAUSES}.`)
    return []
  }
  const seen = new Set<string>()
  for (const [i, heading] of headings.entries()) {
    const mark = MARK.exec(heading.text)
    if (mark === null) continue
    const id = mark[1] ?? ''
    if (!CLAUSE_ID.test(id)) {
      report(
        heading.offset,
        'clause_mark',
        `"{#${id}}" is not the mark of a clause.`,
        'Write {#A8}: capital letters and a number.',
      )
      continue
    }
    if (seen.has(id))
      report(heading.offset, 'clause_twice', `The clause ${id} is already in this text.`, 'Keep one.')
    seen.add(id)
    const next = headings.slice(i + 1).find((h) => h.level <= heading.level)
    const body = markdown.slice(heading.end, next?.offset ?? markdown.length).trim()
    if (body === '') {
      report(
        heading.offset,
        'clause_empty',
        `The clause ${id} says nothing.`,
        'Write what is promised under its heading.',
      )
    }
    clauses.push({ id, title: heading.text.slice(0, mark.index).trimEnd(), body, offset: heading.offset })
  }
  return clauses
}

function readCitations(markdown: string, clauses: readonly ClauseText[], report: Report): Citation[] {
  const covered = new Set<number>()
  const found = [...markdown.matchAll(CITATION)]
  if (found.length > MAX_CITATIONS) {
    report(0, 'text_too_large', `The text has ${found.length} citations.`, `Keep at most ${MAX_CITATIONS}.`)
    return []
  }
  const citations = found.map((m) => {
    covered.add(m.index).add(m.index + m[0].length - 2)
    return {
      name: m[1] ?? '',
      offset: m.index,
      clause: clauses.findLast((c) => c.offset < m.index)?.id ?? null,
    }
  })
  for (const brace of markdown.matchAll(BRACES)) {
    if (covered.has(brace.index)) continue
    report(brace.index, 'citation_malformed', 'This is not a citation.', 'Write {{name_of_parameter}}.')
  }
  return citations
}
