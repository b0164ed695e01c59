import type { Keyring } from '../../keys/index.ts'
import type { Sql } from '../../platform/db.ts'
import { formatId, parseId } from '../../platform/ids.ts'
import type { OwnerInput } from '../cases/speak-for-owner.ts'

/** Before the underscore of a contract's public id. */
export const CONTRACT_ID = 'ctr'
export const contractText = (id: Uint8Array) => formatId(CONTRACT_ID, id)

/** Who approves a case by a contract; `policy`: it says nothing of its own. */
export const APPROVERS = ['owner', 'staff', 'policy'] as const

export interface ContractRow {
  readonly id: Buffer
  /** Keyed digest; null: everybody whose data the tenant holds. */
  readonly owner: Buffer | null
  readonly sealed: Buffer | null
  readonly approved_by: (typeof APPROVERS)[number]
  readonly asked_ms: number
  readonly asked_by: string
  readonly since_ms: number | null
  readonly let_by: string | null
  readonly ended_ms: number | null
  readonly request: Buffer | null
  readonly request_state: string | null
}

const COLUMNS = `c.id, c.owner, c.sealed, c.approved_by, c.asked_ms, c.asked_by, c.since_ms, c.let_by, c.ended_ms, r.id AS request, r.state AS request_state`
const FROM = `access.contract c LEFT JOIN access.request r
  ON r.tenant = c.tenant AND r.kind = 'contract' AND r.payload->>'contract' = 'ctr_' || encode(c.id, 'hex')`

export type ContractState = 'requested' | 'refused' | 'in-force' | 'ended'

export function contractState(row: ContractRow): ContractState {
  if (row.since_ms === null) return row.request_state === 'open' ? 'requested' : 'refused'
  return row.ended_ms === null ? 'in-force' : 'ended'
}

/** In the order in which they were asked for, a page at a time. */
export function listContracts(
  sql: Sql,
  tenant: number,
  after: string | undefined,
  limit: number,
): Promise<ContractRow[]> {
  const text = `SELECT ${COLUMNS} FROM ${FROM} WHERE c.tenant = $1 AND c.id > $2 ORDER BY c.id LIMIT $3`
  const from = after === undefined ? Buffer.alloc(0) : parseId(CONTRACT_ID, after)
  return sql.query<ContractRow>({ text }, [tenant, from, limit])
}

export async function readContract(sql: Sql, tenant: number, id: Buffer): Promise<ContractRow | undefined> {
  const text = `SELECT ${COLUMNS} FROM ${FROM} WHERE c.tenant = $1 AND c.id = $2`
  return (await sql.query<ContractRow>({ text }, [tenant, id]))[0]
}

type Texts = Pick<Keyring, 'seal' | 'unseal'>
const PURPOSE = 'contract'

/** Bound to the contract: it opens in no other row. */
export const sealOwner = (texts: Texts, tenant: number, id: Buffer, owner: OwnerInput): Promise<Buffer> =>
  texts.seal(tenant, PURPOSE, Buffer.from(JSON.stringify(owner), 'utf8'), id)

/** Throws `ciphertext_invalid`. */
export const openOwner = async (
  texts: Texts,
  tenant: number,
  id: Buffer,
  sealed: Buffer,
): Promise<OwnerInput> =>
  JSON.parse((await texts.unseal(tenant, PURPOSE, sealed, id)).toString('utf8')) as OwnerInput
