import type { Sql } from '../../platform/db.ts'
import { type KeyState, stateOf } from './list-keys.ts'

/** A key as the database has it. */
export interface FoundKey {
  readonly id: Buffer
  readonly hash: Buffer
  readonly tenant: number
  readonly tenant_id: Buffer
  readonly service: Buffer
  readonly expires_ms: number
  readonly revoked_ms: number | null
  readonly disabled_ms: number | null
  readonly last_used_ms: number | null
  /** SHA-256 of the public key of the client certificate that it is bound to. */
  readonly certificate: Buffer | null
}

// A destroyed tenant's keys are found no more.
const COLUMNS = `k.id, k.hash, k.tenant, t.id AS tenant_id, k.service, k.expires_ms, k.revoked_ms, s.disabled_ms, k.last_used_ms, k.certificate`
const JOINED = `JOIN identity.service s ON s.tenant = k.tenant AND s.id = k.service
  JOIN keys.tenant t ON t.tenant = k.tenant AND t.state = 'live'`

const BY_HASH = {
  name: 'identity-keys-by-hash',
  text: `SELECT ${COLUMNS} FROM identity.key k ${JOINED} WHERE k.hash = ANY ($1::bytea[])`,
}

const BY_ID = {
  name: 'identity-keys-by-id',
  text: `SELECT ${COLUMNS} FROM unnest($1::int[], $2::bytea[]) AS asked(tenant, id)
    JOIN identity.key k ON k.tenant = asked.tenant AND k.id = asked.id ${JOINED}`,
}

/** The keys with these hashes, in the order asked; undefined where there is none. */
export async function keysByHash(sql: Sql, hashes: readonly Buffer[]): Promise<(FoundKey | undefined)[]> {
  const rows = await sql.query<FoundKey>(BY_HASH, [hashes])
  const found = new Map(rows.map((row) => [row.hash.toString('latin1'), row]))
  return hashes.map((hash) => found.get(hash.toString('latin1')))
}

export interface KeyRef {
  readonly tenant: number
  readonly key: Buffer
}

/** The keys with these ids, in the order asked; undefined where there is none. */
export async function keysById(sql: Sql, refs: readonly KeyRef[]): Promise<(FoundKey | undefined)[]> {
  const rows = await sql.query<FoundKey>(BY_ID, [refs.map((r) => r.tenant), refs.map((r) => r.key)])
  const found = new Map(rows.map((row) => [`${row.tenant}:${row.id.toString('latin1')}`, row]))
  return refs.map((ref) => found.get(`${ref.tenant}:${ref.key.toString('latin1')}`))
}

/** What a key is at an instant, or that there is none. */
export function keyState(found: FoundKey | undefined, nowMs: number): KeyState | 'unknown' {
  return found === undefined ? 'unknown' : stateOf(found, nowMs)
}

export function keyEndsMs(found: FoundKey): number {
  return Math.min(found.expires_ms, found.revoked_ms ?? Number.POSITIVE_INFINITY)
}
