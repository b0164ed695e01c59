import type { Sql } from '../../platform/db.ts'
import { leafPrefix } from '../sequence/append-batches.ts'

// The index holds eight bytes of a leaf hash; the tile decides. Of equal leaves (there are none, entries are salted) the first counts.
const FIND = {
  name: 'audit-find-leaves',
  text: `SELECT w.leaf, min(l.index) AS index
    FROM unnest($1::bigint[], $2::bytea[]) AS w (prefix, leaf)
      JOIN audit.leaf l ON l.prefix = w.prefix AND l.index < $3
      JOIN audit.tile t ON t.level = 0 AND t.n = l.index / 256
    WHERE substring(t.hashes FROM (l.index % 256)::integer * 32 + 1 FOR 32) = w.leaf
    GROUP BY w.leaf`,
}

/** Indexes of those leaf hashes that are among the first `size` entries, by the hash in hex. */
export async function findLeaves(
  sql: Sql,
  leaves: readonly Buffer[],
  size: number,
): Promise<Map<string, number>> {
  const rows = await sql.query<{ leaf: Buffer; index: number }>(FIND, [leaves.map(leafPrefix), leaves, size])
  return new Map(rows.map((row) => [row.leaf.toString('hex'), row.index]))
}
