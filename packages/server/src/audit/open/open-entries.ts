import { decodeBundle, TILE_WIDTH, verifyOpening } from '@azukari/proof'
import type { Sql } from '../../platform/db.ts'
import { type ReadEntry, readEntry } from '../entry/entry-place.ts'
import { openingAad } from '../write/insert-batch.ts'

/** Opens what an `OpeningSealer` sealed. Filled by the key room. Undefined where the key is destroyed. */
export interface OpeningOpener {
  open(tenant: number, sealed: Buffer, aad: Buffer): Buffer | undefined | Promise<Buffer | undefined>
}

/** One opened commitment and where its entry stands. */
export interface OpenedValue {
  readonly lane: Buffer
  readonly batch: number
  readonly pos: number
  readonly name: string
  readonly nonce: Buffer
  readonly value: Buffer
  readonly madeMs: number
}

interface SealedRow {
  readonly lane: Buffer
  readonly batch: number
  readonly madeMs: number
  readonly sealed: Buffer
}

const PAGE = {
  name: 'audit-read-openings',
  text: `SELECT lane, batch, made_ms AS "madeMs", sealed FROM audit.opening
    WHERE tenant = $1 AND (lane, batch) > ($2, $3) ORDER BY lane, batch LIMIT 200`,
}

/** Every opening of a tenant that can still be opened, lane by lane. The caller logs that it looks, before it shows what it found. */
export async function* openEntries(
  sql: Sql,
  opener: OpeningOpener,
  tenant: number,
): AsyncGenerator<OpenedValue> {
  let after: { lane: Buffer; batch: number } = { lane: Buffer.alloc(0), batch: 0 }
  for (;;) {
    const rows = await sql.query<SealedRow>(PAGE, [tenant, after.lane, after.batch])
    for (const { lane, batch, madeMs, sealed } of rows) {
      const plaintext = await opener.open(tenant, sealed, openingAad(lane, batch, tenant))
      if (plaintext === undefined) continue
      for (const [pos, name, nonce, value] of JSON.parse(plaintext.toString('utf8')) as [
        number,
        string,
        string,
        string,
      ][]) {
        yield {
          lane,
          batch,
          pos,
          name,
          nonce: Buffer.from(nonce, 'base64'),
          value: Buffer.from(value, 'base64'),
          madeMs,
        }
      }
    }
    const last = rows.at(-1)
    if (last === undefined) return
    after = last
  }
}

export interface PlacedEntry {
  readonly index: number
  readonly bytes: Uint8Array
  readonly entry: ReadEntry
}

const PLACE = {
  name: 'audit-find-place',
  text: `SELECT b.first + $3 AS index, u.entries FROM audit.batch b JOIN audit.bundle u ON u.n = (b.first + $3) / 256
    WHERE b.lane = $1 AND b.batch = $2 AND $3 < b.count`,
}

/**
 * The entry that an opened value belongs to; undefined while it is not sequenced, or when the value does not open the commitment that the
 * entry carries: an opening is kept apart from the log, and counts only where the log bears it out.
 */
export async function entryOf(sql: Sql, opened: OpenedValue): Promise<PlacedEntry | undefined> {
  const [row] = await sql.query<{ index: number; entries: Buffer }>(PLACE, [
    opened.lane,
    opened.batch,
    opened.pos,
  ])
  const bytes = row === undefined ? undefined : decodeBundle(row.entries)[row.index % TILE_WIDTH]
  if (row === undefined || bytes === undefined) return undefined
  const entry = readEntry(bytes)
  const commitment = entry?.unmapped.commitments?.[opened.name]
  if (entry === undefined || commitment === undefined) return undefined
  return verifyOpening(Buffer.from(commitment, 'hex'), opened)
    ? { index: row.index, bytes, entry }
    : undefined
}
