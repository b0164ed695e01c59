import type { Sql, Tx } from '../../platform/db.ts'
import { personNotFound } from '../errors.ts'

export type PersonState = 'invited' | 'active' | 'suspended' | 'left'
export type PersonSource = 'setup' | 'invitation' | 'sign-on' | 'scim'

export interface PersonRow {
  readonly id: Buffer
  readonly profile: Buffer
  readonly state: PersonState
  readonly source: PersonSource
  readonly locale: string
  readonly zone: string
  readonly created_ms: number
  readonly created_by: string
  readonly enrol_until_ms: number
  readonly active_ms: number | null
  readonly last_seen_ms: number | null
}

export const PERSON_COLUMNS = `p.id, p.profile, p.state, p.source, p.locale, p.zone, p.created_ms, p.created_by, p.enrol_until_ms, p.active_ms,
  p.last_seen_ms`

const FIND = `SELECT ${PERSON_COLUMNS} FROM identity.person p WHERE p.tenant = $1 AND p.id = $2`

/** A person of the tenant. Throws `person_not_found`, also for another tenant's. */
export async function findPerson(sql: Sql, tenant: number, id: Buffer): Promise<PersonRow> {
  const [row] = await sql.query<PersonRow>({ name: 'identity-find-person', text: FIND }, [tenant, id])
  return row ?? missing()
}

/** The same, and nobody changes the person until the transaction ends. */
export async function lockPerson(tx: Tx, tenant: number, id: Buffer): Promise<PersonRow> {
  const [row] = await tx.query<PersonRow>({ text: `${FIND} FOR NO KEY UPDATE` }, [tenant, id])
  return row ?? missing()
}

function missing(): never {
  throw personNotFound('no person of this id in this tenant')
}
