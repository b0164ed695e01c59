import { globSync, readFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import { importsOf } from './layers/imports.ts'
import { checkImport } from './layers/rules.ts'

// npm run layers [-- ROOT]: whether imports run one way, through the doors. The rules stand in layers/rules.ts.

// Names that collect what belongs elsewhere.
const NO_HOME = /(^|\/)(utils?|helpers?|common|misc)(\/|\.ts$)/

const root = process.argv[2] ?? join(import.meta.dirname, '..')
const files = globSync('packages/*/src/**/*.{ts,tsx}', { cwd: root })
  .map((file) => file.split('\\').join('/'))
  .filter(
    (file) =>
      !/\.test\.tsx?$|\/test-support\/|\/test-[^/]*\.ts$/.test(file) && !/(^|\/)generated\//.test(file),
  )
  .sort()
const found = files.flatMap((file) => checkFile(file, readFileSync(join(root, file), 'utf8')))
for (const line of found) process.stdout.write(`${line}\n`)
process.stdout.write(`${files.length} files, ${found.length} faults\n`)
process.exit(found.length === 0 && files.length > 0 ? 0 : 1)

function checkFile(file: string, text: string): string[] {
  const faults: string[] = []
  const { code, imports, reExports } = importsOf(text)
  for (const { specifier, line } of imports) {
    const fault = checkImport(file, specifier)
    if (fault) faults.push(`${file}:${line}: ${fault}`)
  }
  const server = file.startsWith('packages/server/src/')
  const readsEnvironment =
    /\bprocess\s*\.\s*env\b|\bprocess\[/.test(code) ||
    imports.some(({ specifier }) => /^(node:)?process$/.test(specifier))
  if (server && !file.startsWith('packages/server/src/config/') && readsEnvironment) {
    faults.push(`${file}: process.env is read in src/config only`)
  }
  const talks = /^packages\/server\/src\/(commands\/|main\.ts$)/.test(file)
  if (server && !talks && /\bconsole\s*\./.test(code))
    faults.push(`${file}: console is for src/commands and main.ts`)
  if (NO_HOME.test(file.slice(file.indexOf('/src/') + 5)))
    faults.push(`${file}: name the file after what it does`)
  if (basename(file) !== 'index.ts' && isBarrel(code, reExports))
    faults.push(`${file}: only index.ts may do nothing but re-export`)
  return faults
}

function isBarrel(code: string, reExports: number): boolean {
  const statements = code
    .split('\n')
    .filter((line) => /^(export|import|const|let|class|function|async|interface|type)\b/.test(line))
  return reExports > 0 && statements.length === reExports
}
