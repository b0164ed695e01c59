import { open } from 'node:fs/promises'
import { lintSource } from '@secretlint/core'
import { creator as recommended } from '@secretlint/secretlint-rule-preset-recommend'
import { marketplaceRules } from './marketplace-rules.ts'

/** Where something was found, and by which rule: never what. */
export interface Finding {
  readonly path: string
  readonly line: number
  readonly column: number
  readonly rule: string
}

export type ScannedFile =
  | { readonly bytes: number; readonly findings: readonly Finding[] }
  | { readonly bytes: 0; readonly binary: true }

const PIECE = 1 << 20
/** Kept from one piece into the next: longer than any secret that the rules know, private keys included. */
const OVERLAP = 16 << 10
const LOOKED_AT = 8192

const config: Parameters<typeof lintSource>[0]['options']['config'] = {
  rules: [{ id: '@secretlint/secretlint-rule-preset-recommend', rule: recommended }, ...marketplaceRules],
}

/** Scans one file, a piece at a time, so that a large one needs no more memory than a small one. A file with a NUL near its beginning is binary. */
export async function scanFile(file: string, path: string): Promise<ScannedFile> {
  const handle = await open(file, 'r')
  try {
    const buffer = Buffer.allocUnsafe(PIECE + OVERLAP)
    const found = new Map<string, Finding>()
    let [kept, bytes, line] = [0, 0, 1]
    for (;;) {
      const { bytesRead } = await handle.read(buffer, kept, PIECE, null)
      if (bytes === 0 && buffer.subarray(0, Math.min(bytesRead, LOOKED_AT)).includes(0))
        return { bytes: 0, binary: true }
      if (bytesRead === 0) return { bytes, findings: [...found.values()] }
      bytes += bytesRead
      const piece = buffer.subarray(0, kept + bytesRead)
      for (const finding of await scanText(piece.toString('utf8'), path, line)) {
        found.set(`${finding.rule}/${finding.line}/${finding.column}`, finding)
      }
      // From the beginning of a line, where there is one: columns are then the same in both pieces.
      const from = bytesRead < PIECE ? piece.length : cutOf(piece)
      line += linesIn(piece.subarray(0, from))
      kept = piece.length - from
      piece.copy(buffer, 0, from)
    }
  } finally {
    await handle.close()
  }
}

function cutOf(piece: Buffer): number {
  const earliest = Math.max(0, piece.length - OVERLAP)
  const end = piece.indexOf(0x0a, earliest)
  // A line longer than what is kept: cut anywhere, between characters.
  if (end < 0) {
    let at = earliest
    while (at < piece.length && ((piece[at] ?? 0) & 0xc0) === 0x80) at++
    return at
  }
  return end + 1
}

function linesIn(bytes: Buffer): number {
  let n = 0
  for (let at = bytes.indexOf(0x0a); at >= 0; at = bytes.indexOf(0x0a, at + 1)) n++
  return n
}

async function scanText(content: string, path: string, firstLine: number): Promise<Finding[]> {
  const { messages } = await lintSource({
    source: { content, filePath: `/${path}`, ext: path.slice(path.lastIndexOf('.')), contentType: 'text' },
    options: { config, maskSecrets: true, noPhysicFilePath: true },
  })
  return messages.map(({ ruleId, loc }) => ({
    path,
    line: loc.start.line + firstLine - 1,
    column: loc.start.column + 1,
    rule: ruleId.replace(/^@secretlint\/secretlint-rule-/, ''),
  }))
}
