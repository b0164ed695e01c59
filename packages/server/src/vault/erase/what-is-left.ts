import { HELD_DAY } from '../../keys/index.ts'
import type { Sql } from '../../platform/db.ts'

/** Record keys of these records that stay, by group and day of destruction. */
export interface KeptKeys {
  readonly grp: number
  readonly day: number
  readonly records: number
  readonly until: number | null
}

export interface Left {
  readonly kept: readonly KeptKeys[]
  /** Keys that may go and are there all the same: somebody held them, or made them, meanwhile. */
  readonly busy: number
  /** Ids of the records that have a key. */
  readonly records: ReadonlySet<string>
}

// Asked in one go, the whole index once, instead of record by record. A key whose bucket's key is gone opens nothing.
const LEFT = {
  text: `WITH k AS MATERIALIZED (
           SELECT record, grp, day, due_ms FROM keys.record_key k
           WHERE tenant = $1 AND record = ANY(ARRAY(SELECT substr($2::bytea, 1 + 16 * i, 16) FROM generate_series(0, length($2::bytea) / 16 - 1) AS i))
             AND EXISTS (SELECT FROM keys.bucket_key b WHERE b.bucket = k.bucket AND b.version = k.bucket_version)
         )
         SELECT grp, day, count(*)::int AS records, max(due_ms) AS until, string_agg(record, '') AS ids FROM k GROUP BY grp, day`,
}

/** What keys these records (ids of 16 bytes each) have now, whichever may be erased. */
export async function whatIsLeft(
  sql: Sql,
  tenant: number,
  ids: Buffer,
  erasable: readonly number[],
): Promise<Left> {
  const rows = await sql.query<KeptKeys & { ids: Buffer }>(LEFT, [tenant, ids])
  const mayGo = (k: KeptKeys) => erasable.includes(k.grp) && k.day > HELD_DAY
  return {
    kept: rows.filter((k) => !mayGo(k)).map(({ grp, day, records, until }) => ({ grp, day, records, until })),
    busy: rows.filter(mayGo).reduce((n, k) => n + k.records, 0),
    records: new Set(rows.flatMap((row) => idsOf(row.ids))),
  }
}

/** Packed ids one by one, as they are compared. */
export function idsOf(packed: Buffer): string[] {
  const ids: string[] = []
  for (let at = 0; at < packed.length; at += 16) ids.push(packed.toString('latin1', at, at + 16))
  return ids
}
