/** One thing wrong with a policy directory, and what to write instead. Positions start at 1; columns count UTF-16 units. */
export interface Problem {
  /** Stable snake_case code. */
  readonly code: string
  /** An error keeps the policy from being applied; a warning is shown with the plan. */
  readonly severity: 'error' | 'warning'
  /** Path inside the policy directory. */
  readonly file: string
  readonly line: number
  readonly column: number
  readonly message: string
  readonly fix: string
}

export type Position = { readonly line: number; readonly column: number }

/** Path of a value in the YAML document. */
export type Path = readonly (string | number)[]

/** Whether a problem keeps a policy from being applied. */
export const isError = (problem: Problem): boolean => problem.severity === 'error'

/** File order, so that the same directory always reports in the same order. */
export const inOrder = (problems: readonly Problem[]): Problem[] =>
  [...problems].sort(
    (a, b) =>
      (a.file < b.file ? -1 : a.file > b.file ? 1 : 0) ||
      a.line - b.line ||
      a.column - b.column ||
      (a.code < b.code ? -1 : 1),
  )

/** `policy.yaml:12:7 unknown_class: … — fix`, as a compiler prints it. */
export const formatProblem = (p: Problem): string =>
  `${p.file}:${p.line}:${p.column} ${p.severity} ${p.code}: ${p.message} — ${p.fix}`

/** Position of an offset in a text. */
export const positionAt = (text: string, offset: number): Position => {
  const before = text.slice(0, offset)
  const line = before.split('\n').length
  return { line, column: offset - (before.lastIndexOf('\n') + 1) + 1 }
}
