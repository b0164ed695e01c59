import { globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { functionsOf } from './sizes/functions-of.ts'

// node scripts/check-sizes.ts [ROOT]: whether files and functions are short enough to be read as a whole. Part of npm run lint.

const FILE_LINES = 250
const FUNCTION_LINES = 60

const root = process.argv[2] ?? join(import.meta.dirname, '..')
const files = globSync(['packages/*/{src,test}/**/*.{ts,tsx,css}', 'bench/**/*.ts', 'scripts/**/*.ts'], {
  cwd: root,
})
  .map((file) => file.split('\\').join('/'))
  .filter((file) => !/(^|\/)(generated|node_modules)\//.test(file))
  .sort()
// A test tells a story from its beginning to its end, and is a function only by its form.
const functions = functionsOf(
  root,
  files.filter((file) => !/\.test\.tsx?$|\.css$/.test(file)),
)

const faults: string[] = []
for (const file of files) {
  const lines = readFileSync(join(root, file), 'utf8').trimEnd().split('\n').length
  if (lines > FILE_LINES) faults.push(`${file}: ${lines} lines, at most ${FILE_LINES}`)
  for (const { name = 'a function', line, lines } of functions.get(file) ?? [])
    if (lines > FUNCTION_LINES)
      faults.push(`${file}:${line}: ${name} has ${lines} lines, at most ${FUNCTION_LINES}`)
}
for (const fault of faults) process.stdout.write(`${fault}\n`)
process.stdout.write(`${files.length} files, ${faults.length} too long or with functions that are\n`)
process.exit(faults.length === 0 && files.length > 0 ? 0 : 1)
