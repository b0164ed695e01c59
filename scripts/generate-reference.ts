import { writeFileSync } from 'node:fs'
import { PAGES } from './reference/pages.ts'

// Writes the generated pages of docs/reference. A test fails when they are not what this writes.
for (const { file, make } of PAGES) writeFileSync(file, await make())
