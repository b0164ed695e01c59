import { createHash } from 'node:crypto'
import type { Entries } from '../audit/index.ts'
import { tenantIdText } from '../identity/index.ts'
import type { Keyring } from '../keys/index.ts'
import type { Sql } from '../platform/db.ts'
import { isAzukariError } from '../platform/errors.ts'
import type { PolicyModel } from '../policy/index.ts'
import type { DestroyedOfTenant } from './destroy-due.ts'
import { keysDestroyed } from './events.ts'

export interface NamedTenant {
  readonly tenant: number
  readonly id: string
}

/** Clauses that the sweep carries out: what entries of destruction name as their ground. */
export function sweptClauses(model: PolicyModel): readonly string[] {
  return Object.entries(model.clauses)
    .filter(([, clause]) => clause.controls.includes('retention.sweep'))
    .map(([id]) => id)
}

/**
 * One entry a tenant of what a batch destroyed: how many keys, under which clauses, and which records: a digest of their ids, and a commitment to the
 * ids themselves, whose opening tells for each record when it was destroyed. With the tenant's key out of reach the entry has the digest alone: nothing
 * stays undestroyed because a provider does not answer.
 */
export async function noteDestroyed(
  keyring: Keyring,
  tx: Sql,
  entries: Entries,
  destroyed: readonly DestroyedOfTenant[],
  detail: Readonly<Record<string, string | number | readonly string[] | undefined>>,
): Promise<void> {
  const names = await tenantNames(
    tx,
    destroyed.map((t) => t.tenant),
  )
  for (const { tenant, keys, records } of destroyed) {
    entries.add({
      kind: keysDestroyed,
      outcome: 'success',
      actor: 'system',
      tenant: names.get(tenant),
      detail: { ...detail, keys, records: records.length / 16, digest: sha256(records) },
      ...((await canSeal(keyring, tenant)) ? { people: { records } } : {}),
    })
  }
}

const sha256 = (bytes: Buffer) => createHash('sha256').update(bytes).digest('hex')

async function canSeal(keyring: Keyring, tenant: number): Promise<boolean> {
  try {
    await keyring.tenant(tenant)
    return true
  } catch (error) {
    if (isAzukariError(error)) return false
    throw error
  }
}

export async function tenantNames(tx: Sql, tenants: readonly number[]): Promise<Map<number, NamedTenant>> {
  if (tenants.length === 0) return new Map()
  const rows = await tx.query<{ tenant: number; id: Buffer }>(
    { name: 'retention-tenants', text: 'SELECT tenant, id FROM keys.tenant WHERE tenant = ANY($1::int[])' },
    [tenants],
  )
  return new Map(rows.map(({ tenant, id }) => [tenant, { tenant, id: tenantIdText(id) }]))
}
