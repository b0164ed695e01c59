import { type FileHandle, open, readdir } from 'node:fs/promises'
import { join, relative } from 'node:path'
import type { Hit, Needles } from './needles.ts'

export interface Find extends Hit {
  /** Path below the directory. */
  readonly file: string
}

export interface RawSearch {
  readonly files: number
  readonly bytes: number
  /** Files that went away between being listed and being opened, as a database's temporary files do. */
  readonly vanished: number
  readonly finds: readonly Find[]
}

export interface RawSearchOptions {
  /** Bytes read at once. 4 MiB. */
  readonly piece?: number
  readonly onProgress?: (files: number, bytes: number) => void
}

/**
 * Searches the raw bytes of every regular file below a directory, with bounded memory. A value across the border of two pieces is found; one
 * split over two files, or inside compressed or encrypted bytes, is not.
 */
export async function searchFiles(
  directory: string,
  needles: Needles,
  options: RawSearchOptions = {},
): Promise<RawSearch> {
  const finds: Find[] = []
  let [files, bytes, vanished] = [0, 0, 0]
  const piece = Buffer.allocUnsafe((options.piece ?? 4 << 20) + needles.longest)
  for (const entry of await readdir(directory, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile()) continue
    const path = join(entry.parentPath, entry.name)
    const file = await openIfThere(path)
    if (!file) {
      vanished += 1
      continue
    }
    try {
      const found = await searchFile(file, needles, piece)
      bytes += found.bytes
      for (const hit of found.hits) finds.push({ ...hit, file: relative(directory, path) })
    } finally {
      await file.close()
    }
    files += 1
    options.onProgress?.(files, bytes)
  }
  return { files, bytes, vanished, finds }
}

async function openIfThere(path: string): Promise<FileHandle | undefined> {
  try {
    return await open(path, 'r')
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined
    throw error
  }
}

async function searchFile(
  file: FileHandle,
  needles: Needles,
  piece: Buffer,
): Promise<{ bytes: number; hits: Hit[] }> {
  const hits: Hit[] = []
  const overlap = Math.max(0, needles.longest - 1)
  let kept = 0
  let bytes = 0
  for (;;) {
    const { bytesRead } = await file.read(piece, kept, piece.length - kept, bytes)
    if (bytesRead === 0) return { bytes, hits }
    const length = kept + bytesRead
    const start = bytes - kept
    bytes += bytesRead
    for (const hit of needles.search(piece.subarray(0, length))) {
      // What ends within the kept bytes was reported with the piece before.
      if (hit.offset + hit.length > kept) hits.push({ ...hit, offset: start + hit.offset })
    }
    const keep = Math.min(overlap, length)
    piece.copy(piece, 0, length - keep, length)
    kept = keep
  }
}
