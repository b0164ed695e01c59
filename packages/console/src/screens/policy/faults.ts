import { AzukariApiError } from '@azukari/sdk'

/** One thing wrong in a policy's files. Lines and columns begin at 1. */
export interface Fault {
  readonly file: string
  readonly line: number
  readonly column: number
  readonly text: string
}

/** The faults that a refusal of a policy lists, `policy.yaml:12:7 error unknown_class: …` each. */
export function faultsOf(error: unknown): readonly Fault[] {
  if (!(error instanceof AzukariApiError) || error.code !== 'policy_invalid') return []
  const { errors } = error.extra
  const listed = Array.isArray(errors) ? errors.flatMap((line) => faultIn(String(line))) : []
  if (listed.length > 0) return listed
  const { file, line, column } = error.where ?? {}
  return file === undefined ? [] : [{ file, line: line ?? 1, column: column ?? 1, text: error.detail }]
}

function faultIn(line: string): readonly Fault[] {
  const [, file, at, column, text] = /^(\S+):(\d+):(\d+) (.*)$/s.exec(line) ?? []
  if (file === undefined || text === undefined) return []
  return [{ file, line: Number(at), column: Number(column), text: text.replace(/^error /, '') }]
}
