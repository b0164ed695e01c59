#!/usr/bin/env node
import { buildProgram } from './commands/program.ts'
import { sayError } from './commands/output.ts'

try {
  await buildProgram().parseAsync(process.argv)
} catch (error) {
  process.exitCode = sayError(error, process.argv.includes('--json'))
}
