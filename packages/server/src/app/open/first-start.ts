import { join } from 'node:path'
import type { AuditWriter } from '../../audit/index.ts'
import { entryKind, OCSF } from '../../audit/index.ts'
import type { Keyring } from '../../keys/index.ts'
import type { Clock } from '../../platform/clock.ts'
import type { Database } from '../../platform/db.ts'
import { isAzukariError } from '../../platform/errors.ts'
import { formatId } from '../../platform/ids.ts'
import {
  applyProposal,
  loadPolicy,
  NOTHING_STORED,
  type PolicyInForce,
  proposePolicy,
} from '../../policy/index.ts'

const tenantCreated = entryKind('tenant.created', OCSF.entityManagement, 1)

export interface Tenant {
  readonly tenant: number
  readonly id: string
}

export const SHIPPED_POLICIES = join(import.meta.dirname, '../../../../../policies')

interface FirstStartDeps {
  readonly database: Database
  readonly writer: AuditWriter
  readonly keyring: Keyring
  readonly clock: Clock
}

/** The tenant of a single-tenant installation, made on the first start. A crash before its commit leaves nothing; the next start makes it. */
export async function ensureTenant(deps: FirstStartDeps, slug: string, zone: string): Promise<Tenant> {
  const [row] = await deps.database.across.read.query<{ tenant: number; id: Buffer }>(
    { text: 'SELECT tenant, id FROM keys.tenant WHERE slug = $1' },
    [slug],
  )
  if (row) return { tenant: row.tenant, id: formatId('ten', row.id) }
  const prepared = await deps.keyring.prepareTenant({ slug, zone })
  const { value } = await deps.writer.across(async (tx, entries) => {
    const made = await deps.keyring.createTenant(tx, prepared)
    await tx.query(
      {
        text: 'INSERT INTO access.authority (tenant, generation) VALUES ($1, 1) ON CONFLICT (tenant) DO NOTHING',
      },
      [made.tenant],
    )
    const id = formatId('ten', made.id)
    entries.add({ kind: tenantCreated, outcome: 'success', actor: 'operator', detail: { tenant: id, zone } })
    return { tenant: made.tenant, id }
  })
  return value
}

/** Applies a shipped policy (by name) or a directory when none is in force: the bootstrap, which needs no second person and shows as such. */
export async function ensurePolicy(
  deps: FirstStartDeps,
  policy: PolicyInForce,
  nameOrDirectory: string,
): Promise<number> {
  try {
    return (await policy.load()).version
  } catch (error) {
    if (!isAzukariError(error, 'no_policy')) throw error
  }
  const loaded = await loadPolicy(policyDirectory(nameOrDirectory))
  const proposal = await proposePolicy(deps, loaded, NOTHING_STORED, [], 'operator')
  await applyProposal(deps, proposal.id, undefined)
  return (await policy.reload()).version
}

/** A name without a slash is a policy that comes with Azukari. */
export const policyDirectory = (nameOrDirectory: string): string =>
  /^[a-z0-9-]+$/.test(nameOrDirectory) ? join(SHIPPED_POLICIES, nameOrDirectory) : nameOrDirectory
