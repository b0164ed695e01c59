import type { AuditWriter } from '../audit/index.ts'
import type { Clock } from '../platform/clock.ts'
import type { Database } from '../platform/db.ts'
import { formatId, newId } from '../platform/ids.ts'
import type { StoredFacts } from './change.ts'
import { checkAccepts } from './check-accepts.ts'
import { policyProposed } from './events.ts'
import type { LoadedPolicy } from './load-policy.ts'
import { type PolicyPlan, planPolicy } from './plan-policy.ts'
import { filesToJson } from './version-files.ts'

export interface ProposeDeps {
  readonly database: Database
  readonly writer: AuditWriter
  readonly clock: Clock
}

export interface Proposed {
  readonly id: string
  readonly plan: PolicyPlan
}

/** Keeps a policy for approval. Everything in its plan that orphans, weakens or exposes must be accepted by name. Throws `accept_missing`, `accept_unknown`. */
export async function proposePolicy(
  deps: ProposeDeps,
  policy: LoadedPolicy,
  facts: StoredFacts,
  accepted: readonly string[],
  by: string,
): Promise<Proposed> {
  const id = newId()
  const { value } = await deps.writer.transaction(async (tx, entries) => {
    const plan = await planPolicy(tx, policy, facts)
    checkAccepts(plan.changes, accepted)
    await tx.query(
      {
        text: `INSERT INTO policy.proposal (id, name, digest, model, files, accepted, base, proposed_by, proposed_ms)
               VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)`,
      },
      [
        id,
        policy.model.policy,
        Buffer.from(policy.digest, 'hex'),
        JSON.stringify(policy.model),
        filesToJson(policy.files),
        accepted,
        plan.base,
        by,
        deps.clock.now(),
      ],
    )
    const proposal = formatId('prp', id)
    const detail = {
      proposal,
      policy: policy.model.policy,
      digest: policy.digest,
      accepted,
      changes: plan.changes.length,
    }
    entries.add({ kind: policyProposed, outcome: 'success', actor: by, detail })
    return plan
  })
  return { id: formatId('prp', id), plan: value }
}
