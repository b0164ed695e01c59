import { readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { brotliCompressSync, constants } from 'node:zlib'

/** What the overview may load of compressed JavaScript, in bytes. */
export const MOST_BYTES = 250 * 1024

interface Chunk {
  readonly file: string
  readonly imports?: readonly string[]
  readonly dynamicImports?: readonly string[]
}

type Manifest = Readonly<Record<string, Chunk>>

/** Files of JavaScript that `entries` need before they run: themselves and what they import, each once. */
export function filesOf(manifest: Manifest, entries: readonly string[]): readonly string[] {
  const seen = new Set<string>()
  const files = new Set<string>()
  const visit = (name: string) => {
    const chunk = manifest[name]
    if (chunk === undefined) throw new Error(`${name} is not in the manifest`)
    if (seen.has(name)) return
    seen.add(name)
    if (chunk.file.endsWith('.js')) files.add(chunk.file)
    chunk.imports?.forEach(visit)
  }
  entries.forEach(visit)
  return [...files]
}

/** Bytes on the wire of the scripts that the overview loads, as the server sends them. */
export function overviewBytes(dist: string): number {
  const manifest = JSON.parse(readFileSync(join(dist, '.vite/manifest.json'), 'utf8')) as Manifest
  const files = filesOf(manifest, ['index.html', 'src/screens/overview/overview.tsx'])
  return files.reduce((sum, file) => sum + compressed(join(dist, file)), 0)
}

function compressed(file: string): number {
  try {
    return statSync(`${file}.br`).size
  } catch {
    const params = { [constants.BROTLI_PARAM_QUALITY]: 10 }
    return brotliCompressSync(readFileSync(file), { params }).length
  }
}

if (import.meta.main) {
  const bytes = overviewBytes(join(import.meta.dirname, '../packages/console/dist'))
  process.stdout.write(
    `The overview loads ${(bytes / 1024).toFixed(1)} KB of JavaScript (at most ${MOST_BYTES / 1024})\n`,
  )
  if (bytes > MOST_BYTES) process.exitCode = 1
}
