import { importError } from '../../packages/server/src/connectors/sp-api/errors.ts'
import { IMPORT_ERROR_CODES } from '../../packages/server/src/connectors/sp-api/index.ts'
import '../../packages/server/src/commands/program.ts'
import { declaredErrors } from '../../packages/server/src/platform/errors.ts'
import { cell, GENERATED } from './note.ts'

const INTRODUCTION = `# Errors

An error has a \`code\` that does not change, an HTTP status and a title that is the same for every occurrence. \`detail\` says what was
wrong this time, \`where\` at which place of the input, \`fix\` what to do about it. None of them repeats a value of the input.

Over HTTP an error is \`application/problem+json\` (RFC 9457); its \`type\` is \`urn:azukari:error:\` and the code, its \`instance\` the id of
the request. A refusal by the policy also has the \`clause\` and a \`reason\`. On the command line an error goes to standard error; with
\`--json\` it is one JSON object. The exit code is 65 where the status is below 500, 69 from 500 on, 70 for what nobody foresaw.

\`commit_unknown\` is special: it is not known whether the change was kept. Repeat a put under the same \`Idempotency-Key\`; it then has one
effect.

| Code | Status | Title |
| --- | --- | --- |
`

const IMPORT = `
## Orders that cannot be read

\`azukari import sp-api\` goes on after an order that it cannot read, and says which it was and why.

| Code | What was wrong |
| --- | --- |
`

/** docs/reference/errors.md: every error that the program declares. */
export function errorsPage(): string {
  const declared = declaredErrors().map(
    ({ code, status, title }) => `| \`${code}\` | ${status} | ${cell(title)} |\n`,
  )
  const imports = IMPORT_ERROR_CODES.map((code) => `| \`${code}\` | ${cell(importError(code).detail)} |\n`)
  return GENERATED + INTRODUCTION + declared.join('') + IMPORT + imports.join('')
}
