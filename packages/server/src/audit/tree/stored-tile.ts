import { parseTilePath, TILE_WIDTH } from '@azukari/proof'
import type { Sql } from '../../platform/db.ts'
import { logPathUnknown } from '../errors.ts'

const TILE = {
  name: 'audit-read-tile',
  text: `SELECT substring(hashes FOR $3::integer) AS hashes FROM audit.tile WHERE level = $1 AND n = $2 AND length(hashes) >= $3`,
}
const BUNDLE = {
  name: 'audit-read-bundle',
  text: `SELECT entries FROM audit.bundle WHERE n = $1 AND count >= $2`,
}

/** The first `width` hashes of a stored tile: a stored one may have grown beyond the width that is asked for. */
export async function storedTile(
  sql: Sql,
  level: number,
  n: number,
  width: number,
): Promise<Buffer | undefined> {
  const [row] = await sql.query<{ hashes: Buffer }>(TILE, [level, n, width * 32])
  return row?.hashes
}

/** The first `width` entries of a stored bundle. */
export async function storedBundle(sql: Sql, n: number, width: number): Promise<Buffer | undefined> {
  const [row] = await sql.query<{ entries: Buffer }>(BUNDLE, [n, width])
  if (row === undefined || width === TILE_WIDTH) return row?.entries
  let end = 0
  for (let i = 0; i < width; i++) end += 2 + row.entries.readUInt16BE(end)
  return row.entries.subarray(0, end)
}

/** The bytes at a path of the log's layout, signed or not; throws `log_path_unknown`. */
export async function storedPath(sql: Sql, path: string): Promise<Uint8Array> {
  const { level, index, width } = parseTilePath(path)
  const bytes =
    level === 'entries' ? await storedBundle(sql, index, width) : await storedTile(sql, level, index, width)
  if (bytes === undefined) throw logPathUnknown('no such tile is stored')
  // Not as a Buffer, whose `slice` would not copy: readers of the layout take it for any byte array.
  return new Uint8Array(bytes.buffer, bytes.byteOffset, bytes.byteLength)
}
