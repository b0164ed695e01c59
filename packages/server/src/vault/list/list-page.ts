import type { Tx } from '../../platform/db.ts'
import type { LiveKey } from '../cells/open-record.ts'

/** A record's row as a list reads it, with the live rows of its keys. */
export interface PageRow {
  readonly id: Buffer
  readonly version: number
  readonly created_ms: number
  readonly updated_ms: number
  readonly events: Readonly<Record<string, number>>
  readonly cells: Buffer
  readonly now_ms: number
  readonly log_ms: number
  readonly keys: LiveKey[]
}

interface Row extends Omit<PageRow, 'keys'> {
  readonly grp: number | null
  readonly day: number
  readonly bucket: number
  readonly bucket_version: number
  readonly due_ms: number | null
  readonly wrapped: Buffer
}

const PAGE_BYTES = 16 << 20

// The page is cut before anything is joined, by rows and by bytes: the length of cells is known without reading them. Then each step goes by key, one
// partition of the keystore a row.
const PAGE = {
  name: 'vault-list-page',
  text: `
    WITH place AS MATERIALIZED (
      SELECT id, octet_length(cells) AS bytes FROM vault.record
      WHERE tenant = $1 AND collection = $2 AND collection > 0 AND id < $3 ORDER BY id DESC LIMIT $4
    ), page AS MATERIALIZED (
      SELECT id FROM (SELECT id, bytes, sum(bytes) OVER (ORDER BY id DESC) AS upto FROM place) p
      WHERE upto - bytes < ${PAGE_BYTES}
    )
    SELECT r.id, r.version, r.created_ms, r.updated_ms, r.events, r.cells, (SELECT platform.now_ms()) AS now_ms,
           coalesce((SELECT signed_ms FROM audit.checkpoint ORDER BY size DESC LIMIT 1), 0) AS log_ms,
           k.grp, k.day, k.bucket, k.bucket_version, k.due_ms, k.wrapped
    FROM page p
    JOIN LATERAL (SELECT * FROM vault.record WHERE tenant = $1 AND id = p.id OFFSET 0) r ON true
    LEFT JOIN LATERAL (
      SELECT k.* FROM unnest(r.groups, r.days) AS g(grp, day)
      CROSS JOIN LATERAL (
        SELECT * FROM keys.record_key
        WHERE tenant = r.tenant AND record = r.id AND record_key.grp = g.grp AND record_key.day = g.day
          AND EXISTS (SELECT FROM keys.bucket_key b WHERE b.bucket = record_key.bucket AND b.version = record_key.bucket_version)
        LIMIT 1
      ) k
    ) k ON true
    ORDER BY p.id DESC`,
}

/** After the last id: greater than every id there is. */
export const NEWEST = Buffer.alloc(17, 0xff)

/** Up to `rows` records of a collection before an id, newest first; fewer when they are large, and at least one where there is any. */
export async function readPage(
  tx: Tx,
  tenant: number,
  collection: number,
  before: Buffer,
  rows: number,
): Promise<PageRow[]> {
  const read = await tx.query<Row>(PAGE, [tenant, collection, before, rows])
  const page: (PageRow & { keys: LiveKey[] })[] = []
  for (const row of read) {
    const last = page.at(-1)
    const record = last?.id.equals(row.id) ? last : { ...row, keys: [] }
    if (record !== last) page.push(record)
    if (row.grp === null) continue
    const { grp: group, day, bucket, bucket_version: version, due_ms: dueMs, wrapped } = row
    record.keys.push({ group, day, bucket, version, dueMs, wrapped })
  }
  return page
}
