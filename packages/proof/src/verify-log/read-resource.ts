import { decodeBundle } from '../tiles/entry-bundle.ts'
import type { HashTile } from '../tiles/new-tiles.ts'
import { entriesPath, TILE_WIDTH, tilePath } from '../tiles/tile-path.ts'
import { type Problem, reason } from './problems.ts'

/**
 * Where a log is read from: the bytes at a path of its layout (`checkpoint`, `tile/…`). Nothing there is
 * said by undefined or by an error with code ENOENT; every other error means that it could not be read.
 */
export interface LogSource {
  readonly read: (path: string) => Promise<Uint8Array | undefined>
}

/** What was read, or why not. Never a rejected promise, so that reading ahead is safe. */
export type Resource<T> =
  | { readonly value: T }
  | { readonly missing: true; readonly path: string }
  | { readonly problem: Problem }

export async function readResource(source: LogSource, path: string): Promise<Resource<Uint8Array>> {
  try {
    const value = await source.read(path)
    return value === undefined ? { missing: true, path } : { value }
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return { missing: true, path }
    return { problem: { code: 'unreadable', path, message: reason(error) } }
  }
}

/** The entries of bundle `index`: exactly `width` of them, or a problem. A wrong count is the caller's to explain. */
export async function readBundle(
  source: LogSource,
  index: number,
  width: number,
): Promise<Resource<Uint8Array[]>> {
  const found = await readPartial(source, width, (of) => entriesPath(index, of))
  if (!('value' in found)) return found
  const { path, bytes, width: of } = found.value
  try {
    const entries = decodeBundle(bytes)
    return { value: of === width || entries.length !== of ? entries : entries.slice(0, width) }
  } catch (error) {
    return { problem: { code: 'bundle_malformed', path, message: reason(error) } }
  }
}

/** The hashes of a tile, `width` × 32 bytes. */
export async function readTile(
  source: LogSource,
  { level, index, width }: HashTile,
): Promise<Resource<Uint8Array>> {
  const found = await readPartial(source, width, (of) => tilePath(level, index, of))
  if (!('value' in found)) return found
  const { path, bytes, width: of } = found.value
  if (bytes.length !== of * 32) {
    return {
      problem: { code: 'tile_size_wrong', path, message: `${bytes.length} bytes where ${of * 32} belong` },
    }
  }
  return { value: bytes.subarray(0, width * 32) }
}

interface Found {
  readonly path: string
  readonly bytes: Uint8Array
  readonly width: number
}

/** A log may drop a partial tile or bundle once the full one is there (C2SP tlog-tiles). */
async function readPartial(
  source: LogSource,
  width: number,
  pathOf: (width: number) => string,
): Promise<Resource<Found>> {
  const path = pathOf(width)
  const exact = await readResource(source, path)
  if ('value' in exact) return { value: { path, bytes: exact.value, width } }
  if (width === TILE_WIDTH || 'problem' in exact) return exact
  const full = await readResource(source, pathOf(TILE_WIDTH))
  return 'value' in full
    ? { value: { path: pathOf(TILE_WIDTH), bytes: full.value, width: TILE_WIDTH } }
    : exact
}
