import type { PolicyModel } from '../model.ts'
import { didYouMean } from '../names.ts'
import { type Problem, positionAt } from '../problem.ts'
import type { PolicyText } from './read-policy-text.ts'
import { typedNumbers } from './typed-numbers.ts'

const MAX_REPORTED = 100

/**
 * Holds the texts against what runs, and against each other. Every clause of policy.yaml is in every text and the reverse; every citation
 * names a parameter; no number with a unit is typed by hand; a clause cites the same parameters in both languages.
 */
export function checkTexts(model: PolicyModel, texts: readonly PolicyText[], problems: Problem[]): void {
  for (const text of texts) {
    checkClauses(model, text, problems)
    checkCitations(model, text, problems)
    for (const typed of typedNumbers(model, text.markdown, text.lang).slice(0, MAX_REPORTED)) {
      const fix = 'Declare a parameter and cite it as {{name}}, or say it without a number.'
      report(text, typed.offset, 'number_typed', `"${typed.text}" is typed by hand.`, fix, problems)
    }
  }
  checkAgreement(texts, problems)
  const cited = new Set(texts.flatMap((t) => t.citations.map((c) => c.name)))
  for (const name of Object.keys(model.parameters).filter((p) => !cited.has(p))) {
    const [text] = texts
    if (text === undefined) return
    const message = `No text cites the parameter "${name}".`
    const fix = `Cite it as {{${name}}}: readers should see every number that runs.`
    problems.push({
      code: 'parameter_not_cited',
      severity: 'warning',
      file: text.file,
      line: 1,
      column: 1,
      message,
      fix,
    })
  }
}

function report(
  text: PolicyText,
  offset: number,
  code: string,
  message: string,
  fix: string,
  problems: Problem[],
): void {
  problems.push({
    code,
    severity: 'error',
    file: text.file,
    ...positionAt(text.markdown, offset),
    message,
    fix,
  })
}

function checkClauses(model: PolicyModel, text: PolicyText, problems: Problem[]): void {
  const written = new Set(text.clauses.map((c) => c.id))
  for (const id of Object.keys(model.clauses).filter((id) => !written.has(id))) {
    const fix = `Add a heading that ends in {#${id}} and what it promises.`
    report(
      text,
      text.markdown.length,
      'clause_without_text',
      `The clause ${id} is not in this text.`,
      fix,
      problems,
    )
  }
  for (const { id, offset } of text.clauses.filter((c) => !Object.hasOwn(model.clauses, c.id))) {
    const message = `The clause ${id} is promised here but policy.yaml does not know it.`
    const fix = `Add ${id} to "clauses:" in policy.yaml. ${didYouMean(id, Object.keys(model.clauses), 'clause')}`
    report(text, offset, 'clause_without_policy', message, fix, problems)
  }
}

function checkCitations(model: PolicyModel, text: PolicyText, problems: Problem[]): void {
  const known = Object.keys(model.parameters)
  for (const { name, offset } of text.citations.filter((c) => !known.includes(c.name))) {
    const message = `There is no parameter "${name}".`
    report(text, offset, 'unknown_parameter', message, didYouMean(name, known, 'parameter'), problems)
  }
}

function checkAgreement(texts: readonly PolicyText[], problems: Problem[]): void {
  for (const text of texts) {
    for (const other of texts.filter((t) => t !== text)) {
      // A clause that only one text has is reported as such, and would move every citation in it.
      if (ids(text) !== ids(other)) continue
      const has = new Set(other.citations.map((c) => `${c.clause}/${c.name}`))
      for (const { name, clause, offset } of text.citations.filter(
        (c) => !has.has(`${c.clause}/${c.name}`),
      )) {
        const place = clause === null ? 'The introduction' : `The clause ${clause}`
        const message = `${place} cites {{${name}}} here, but not in ${other.file}.`
        report(text, offset, 'citation_one_language', message, `Cite it in ${other.file} too.`, problems)
      }
    }
  }
}

const ids = (text: PolicyText): string => JSON.stringify(text.clauses.map((c) => c.id).sort())
