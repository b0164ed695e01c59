import { join } from 'node:path'

/** How the npm scripts and the command's first line start Node. Why these: docs/adr/0017-what-a-request-costs.md. */
export const AS_WE_START = [
  '--min-semi-space-size=16',
  '--max-semi-space-size=16',
  '--initial-old-space-size=160',
  '--no-parallel-scavenge',
]

/** Arguments of Node for the program itself. */
export const PROGRAM = [...AS_WE_START, join(import.meta.dirname, '../packages/server/src/main.ts')] as const
