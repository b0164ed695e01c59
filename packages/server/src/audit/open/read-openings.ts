import { verifyOpening } from '@azukari/proof'
import type { Sql } from '../../platform/db.ts'
import { formatId } from '../../platform/ids.ts'
import type { EntryView } from '../read/read-entries.ts'
import { openingAad } from '../write/insert-batch.ts'
import type { OpeningOpener } from './open-entries.ts'

type Opened = Record<string, string | string[]>

const SEALED = {
  name: 'audit-read-sealed',
  text: `SELECT o.lane, o.batch, o.sealed FROM unnest($2::bytea[], $3::bigint[]) AS w(lane, batch)
    JOIN audit.opening o ON o.tenant = $1 AND o.lane = w.lane AND o.batch = w.batch`,
}

/**
 * What the commitments of these entries say, by index of the entry: ids in our form where they are ids, else hex. An opening counts only where
 * the entry bears it out; one whose key is gone is left out.
 */
export async function openingsOf(
  sql: Sql,
  opener: OpeningOpener,
  tenant: number,
  entries: readonly EntryView[],
): Promise<Map<number, Opened>> {
  const places = new Map(entries.map((e) => [`${e.lane.id}/${e.lane.batch}`, e.lane]))
  const opened = new Map<number, Opened>()
  if (places.size === 0) return opened
  const lanes = [...places.values()]
  const rows = await sql.query<{ lane: Buffer; batch: number; sealed: Buffer }>(SEALED, [
    tenant,
    lanes.map((l) => Buffer.from(l.id, 'hex')),
    lanes.map((l) => l.batch),
  ])
  for (const { lane, batch, sealed } of rows) {
    const plaintext = await opener.open(tenant, sealed, openingAad(lane, batch, tenant))
    if (plaintext === undefined) continue
    const all = JSON.parse(plaintext.toString('utf8')) as [number, string, string, string][]
    for (const entry of entries.filter((e) => e.lane.batch === batch && e.lane.id === lane.toString('hex'))) {
      opened.set(entry.index, valuesOf(entry, all))
    }
  }
  return opened
}

function valuesOf(entry: EntryView, all: readonly [number, string, string, string][]): Opened {
  const values: Opened = {}
  for (const [pos, name, nonce64, value64] of all) {
    const commitment = entry.commitments[name]
    if (pos !== entry.lane.pos || commitment === undefined) continue
    const opening = { name, nonce: Buffer.from(nonce64, 'base64'), value: Buffer.from(value64, 'base64') }
    if (verifyOpening(Buffer.from(commitment, 'hex'), opening)) values[name] = readable(name, opening.value)
  }
  return values
}

const ID_BYTES = 16

function readable(name: string, value: Buffer): string | string[] {
  if (name === 'staff' && value.length === ID_BYTES) return formatId('per', value)
  if (name === 'record' && value.length === ID_BYTES) return formatId('rec', value)
  if (name !== 'records' || value.length % ID_BYTES !== 0) return value.toString('hex')
  const ids: string[] = []
  for (let at = 0; at < value.length; at += ID_BYTES) {
    ids.push(formatId('rec', value.subarray(at, at + ID_BYTES)))
  }
  return ids
}
