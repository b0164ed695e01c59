#!/usr/bin/env node
import { sayError } from './commands/output.ts'
import { buildProgram } from './commands/program.ts'

try {
  await buildProgram().parseAsync(process.argv)
} catch (error) {
  process.exitCode = sayError(error, process.argv.includes('--json'))
}
