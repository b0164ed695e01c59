#!/usr/bin/env -S node --min-semi-space-size=16 --max-semi-space-size=16 --initial-old-space-size=160 --no-parallel-scavenge
import { languageAsked } from './commands/languages.ts'
import { sayError } from './commands/output.ts'
import { buildProgram } from './commands/program.ts'

// Whoever read along has seen enough (`| head`): what runs is ended in order, and nobody is told.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code !== 'EPIPE') throw error
})

try {
  await buildProgram().parseAsync(process.argv)
} catch (error) {
  process.exitCode = sayError(error, process.argv.includes('--json'), languageAsked(process.argv))
}
