import type { Stats } from 'node:fs'
import { chmod, link, lstat, mkdir, readdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import {
  entriesPath,
  hashesAtLevel,
  openCheckpoint,
  parseTilePath,
  TILE_WIDTH,
  tilePath,
  verifierKey,
} from '@azukari/proof'
import type { Sql } from '../../platform/db.ts'
import { exportDirectoryForeign, logNotBegun } from '../errors.ts'
import { readOrigin } from '../origin/log-origin.ts'
import type { LogIdentity } from '../origin/process-key.ts'
import { lastCheckpoint } from '../tree/sign-checkpoint.ts'
import { storedPath } from '../tree/stored-tile.ts'

export interface Exported {
  readonly size: number
  readonly files: number
  /** Files taken over from an earlier export, or from one that was interrupted. */
  readonly kept: number
}

/**
 * Writes the log, as far as it is signed, in its served layout (`checkpoint`, `tile/…`) into a directory: 0700, files 0600, since entries
 * say who did what. What it holds is the log at one checkpoint. A directory that holds an earlier export of this log is brought up to date;
 * one that holds anything else is refused with `export_directory_foreign`.
 *
 * Everything is written beside, in `DIR.partial`, and takes the name DIR at the end. A crash before leaves DIR as it was and full tiles in
 * `DIR.partial`, which the next export goes on from; a crash between the two renames leaves the earlier export as `DIR.earlier`, and the next
 * export cleans up. What an earlier export holds is taken over unread: verify afterwards.
 */
export async function exportLog(
  sql: Sql,
  directory: string,
  onProgress?: (files: number, size: number) => void,
): Promise<Exported> {
  const log = await readOrigin(sql)
  const checkpoint = await lastCheckpoint(sql)
  if (log === undefined || checkpoint === undefined) throw logNotBegun('there is nothing to export yet')
  const partial = `${directory}.partial`
  const earlier = `${directory}.earlier`
  const existing = await requireOurs(directory, log)
  await requireOurs(partial, log)
  await requireOurs(earlier, log)
  await mkdir(partial, { recursive: true, mode: 0o700 })
  await chmod(partial, 0o700)
  // First of all, so that an interrupted export is known for ours when it is met again.
  await writeFile(join(partial, 'checkpoint'), checkpoint.note, { mode: 0o600 })
  const { size } = checkpoint
  let files = 1
  let kept = 0
  for (const path of pathsOf(size)) {
    files++
    if (await place(sql, path, partial, existing ? directory : undefined)) kept++
    onProgress?.(files, size)
  }
  await dropOthers(partial, size)
  if (existing) {
    await rm(earlier, { recursive: true, force: true })
    await rename(directory, earlier)
  }
  await rename(partial, directory)
  await rm(earlier, { recursive: true, force: true })
  return { size, files, kept }
}

/** Every hash tile and every bundle of a log of this size: full ones, and the partial ones of exactly this size. */
function* pathsOf(size: number): Generator<string> {
  for (let level = 0; hashesAtLevel(size, level) > 0; level++) {
    const hashes = hashesAtLevel(size, level)
    for (let index = 0; index * TILE_WIDTH < hashes; index++) {
      const width = Math.min(TILE_WIDTH, hashes - index * TILE_WIDTH)
      if (level === 0) yield entriesPath(index, width)
      yield tilePath(level, index, width)
    }
  }
}

/** Whether `pathsOf` names this path. */
function belongs(path: string, size: number): boolean {
  try {
    const { level, index, width } = parseTilePath(path)
    const hashes = hashesAtLevel(size, level === 'entries' ? 0 : level)
    return width === Math.min(TILE_WIDTH, hashes - index * TILE_WIDTH)
  } catch {
    return path === 'checkpoint'
  }
}

/** Brings one file into place; true when it was there already. Full tiles never change, so a whole one is not fetched twice. */
async function place(
  sql: Sql,
  path: string,
  partial: string,
  existing: string | undefined,
): Promise<boolean> {
  const to = join(partial, path)
  const full = !path.includes('.p/')
  if (full && (await exists(to))) return true
  await mkdir(dirname(to), { recursive: true, mode: 0o700 })
  if (full && existing !== undefined && (await linked(join(existing, path), to))) return true
  const bytes = await storedPath(sql, path)
  // Under another name first, and flushed: a file with the right name is a whole file.
  await writeFile(`${to}.new`, bytes, { mode: 0o600, flush: true })
  await rename(`${to}.new`, to)
  return false
}

async function linked(from: string, to: string): Promise<boolean> {
  try {
    await link(from, to)
    return true
  } catch {
    return false
  }
}

async function exists(path: string): Promise<boolean> {
  return (await stat(path).catch(() => undefined)) !== undefined
}

/** An interrupted export may have been of a smaller size: its partial tiles do not belong here. */
async function dropOthers(root: string, size: number): Promise<void> {
  for (const found of await readdir(root, { recursive: true, withFileTypes: true })) {
    const path = join(found.parentPath, found.name)
    const inside = path.slice(root.length + 1)
    if (!found.isDirectory() && !belongs(inside, size)) await rm(path)
  }
}

/** True where the directory holds an export of this log; false where there is none, or an empty one. */
async function requireOurs(directory: string, log: LogIdentity): Promise<boolean> {
  const found: Stats | undefined = await lstat(directory).catch(() => undefined)
  if (found === undefined) return false
  if (!found.isDirectory()) throw foreign(directory)
  const names = await readdir(directory)
  if (names.length === 0) return false
  if (names.some((name) => name !== 'checkpoint' && name !== 'tile')) throw foreign(directory)
  try {
    await openCheckpoint(
      await readFile(join(directory, 'checkpoint')),
      [verifierKey(log.origin, log.publicKey)],
      log.origin,
    )
  } catch {
    throw foreign(directory)
  }
  return true
}

function foreign(directory: string) {
  return exportDirectoryForeign('it is not an export of this log', {
    where: { file: directory },
    fix: 'name another directory',
  })
}
