import { createHash } from 'node:crypto'
import { globSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { parseArgs, promisify } from 'node:util'
import { brotliCompress, constants, gzip } from 'node:zlib'

// npm run build:console [-- --if-changed]
// Builds packages/console/dist, with every text file in brotli and gzip beside it. With --if-changed nothing is done when the last build was
// of the same sources. The new build takes the place of the old one at once, so that a server that runs never sees half of one.

const ROOT = join(import.meta.dirname, '..')
const CONSOLE = join(ROOT, 'packages/console')
const DIST = join(CONSOLE, 'dist')
const NEXT = join(CONSOLE, `dist-${process.pid}`)
const BUILT_OF = '.built-of'

const SOURCES = [
  'packages/console/{index.html,package.json,tsconfig.json,vite.config.ts}',
  'packages/console/src/**/*',
  'packages/{sdk,proof}/src/**/*.ts',
  'package-lock.json',
  'scripts/build-console.ts',
]

const { values } = parseArgs({ options: { 'if-changed': { type: 'boolean', default: false } } })
const sources = digestOf(SOURCES)
if (!values['if-changed'] || lastBuild() !== sources) await build()

function lastBuild(): string | undefined {
  try {
    return readFileSync(join(DIST, BUILT_OF), 'utf8')
  } catch {
    return undefined
  }
}

function digestOf(patterns: readonly string[]): string {
  const hash = createHash('sha256')
  const files = patterns.flatMap((p) => globSync(p, { cwd: ROOT, withFileTypes: true }))
  const names = files.filter((f) => f.isFile()).map((f) => join(f.parentPath, f.name))
  for (const name of names.sort()) hash.update(`${name}\0`).update(readFileSync(name)).update('\0')
  return hash.digest('hex')
}

async function build(): Promise<void> {
  const began = performance.now()
  const vite = await loadVite()
  if (vite === undefined) {
    process.stdout.write(
      'The console is not built: the packages it is built with were left out of the installation\n',
    )
    return
  }
  try {
    await vite.build({
      root: CONSOLE,
      configFile: join(CONSOLE, 'vite.config.ts'),
      logLevel: 'warn',
      build: { outDir: NEXT, emptyOutDir: true },
    })
    await compressAll()
    writeFileSync(join(NEXT, BUILT_OF), sources)
    rmSync(DIST, { recursive: true, force: true })
    renameSync(NEXT, DIST)
  } finally {
    rmSync(NEXT, { recursive: true, force: true })
  }
  process.stdout.write(`The console is built (${((performance.now() - began) / 1000).toFixed(1)} s)\n`)
}

/** Absent in an installation without development packages, which serves what was built before, or the interface alone. */
async function loadVite(): Promise<typeof import('vite') | undefined> {
  try {
    return await import('vite')
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ERR_MODULE_NOT_FOUND') return undefined
    throw error
  }
}

async function compressAll(): Promise<void> {
  const brotli = promisify(brotliCompress)
  const zip = promisify(gzip)
  const files = globSync('assets/*.{js,css,svg}', { cwd: NEXT }).map((name) => join(NEXT, name))
  await Promise.all(
    files.map(async (file) => {
      const bytes = await readFile(file)
      const params = {
        [constants.BROTLI_PARAM_QUALITY]: 10,
        [constants.BROTLI_PARAM_SIZE_HINT]: bytes.length,
      }
      await Promise.all([
        brotli(bytes, { params }).then((small) => writeFile(`${file}.br`, small)),
        zip(bytes, { level: 9 }).then((small) => writeFile(`${file}.gz`, small)),
      ])
    }),
  )
}
