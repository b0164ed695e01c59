import { readFileSync } from 'node:fs'
import { stat } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { readAllowList, sortOut } from './allow-list.ts'
import { notADirectory } from './errors.ts'
import { readCommit } from './read-commit.ts'
import { type Finding, scanFile } from './scan-file.ts'
import { walkFiles } from './walk-files.ts'

export interface Scan {
  readonly commit?: string
  readonly files: number
  readonly bytes: number
  /** Binary files, which no rule reads. */
  readonly skipped: number
  readonly findings: readonly Finding[]
  readonly allowed: number
  /** Name and version of what scanned. */
  readonly scanner: string
}

/** Scans what is in a directory for secrets. Throws `not_a_directory`, `allow_list_invalid`. */
export async function scanDirectory(root: string): Promise<Scan> {
  const is = await stat(root).catch(() => undefined)
  if (!is?.isDirectory()) throw notADirectory('it is not there, or it is a file', { where: { file: root } })
  const allow = await readAllowList(root)
  const found: Finding[] = []
  let [files, bytes, skipped] = [0, 0, 0]
  for await (const path of walkFiles(root)) {
    const scanned = await scanFile(join(root, path), path)
    if ('binary' in scanned) {
      skipped++
      continue
    }
    files++
    bytes += scanned.bytes
    found.push(...scanned.findings)
  }
  const { left, allowed } = sortOut(found, allow)
  const findings = left.toSorted((a, b) => (a.path === b.path ? a.line - b.line : a.path < b.path ? -1 : 1))
  const commit = await readCommit(root)
  return {
    ...(commit === undefined ? {} : { commit }),
    files,
    bytes,
    skipped,
    findings,
    allowed,
    scanner: scanner(),
  }
}

function scanner(): string {
  const path = createRequire(import.meta.url).resolve('@secretlint/core/package.json')
  const { version } = JSON.parse(readFileSync(path, 'utf8')) as { version: string }
  return `secretlint ${version}, azukari rules 1`
}
