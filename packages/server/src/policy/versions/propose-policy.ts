import { createHash } from 'node:crypto'
import type { AuditWriter, Entries, EntryDraft } from '../../audit/index.ts'
import type { Clock } from '../../platform/clock.ts'
import type { Database, Tx } from '../../platform/db.ts'
import { formatId, newId } from '../../platform/ids.ts'
import type { StoredFacts } from '../diff/change.ts'
import { policyProposed, policyTried } from '../events.ts'
import type { LoadedPolicy } from '../load-policy.ts'
import { checkAccepts } from './check-accepts.ts'
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

/** Who acts, as an entry names them: the operator or a service by its id, a person by a commitment. */
export type Actor = Pick<EntryDraft, 'actor' | 'tenant' | 'people'>

/** Tries a proposal out in the transaction that keeps it, and answers what came of it; nothing of the trying may stay. */
export type TryOut = (
  tx: Tx,
  proposal: string,
  plan: PolicyPlan,
) => Promise<Readonly<Record<string, unknown>>>

/** Keeps a policy for approval. Everything in its plan that orphans, weakens or exposes must be accepted by name. Throws `accept_missing`, `accept_unknown`. */
export async function proposePolicy(
  deps: ProposeDeps,
  policy: LoadedPolicy,
  facts: StoredFacts,
  accepted: readonly string[],
  by: string,
): Promise<Proposed> {
  const { value } = await deps.writer.across((tx, entries) =>
    addProposal(tx, entries, { policy, facts, accepted, by, actor: { actor: by }, nowMs: deps.clock.now() }),
  )
  return value
}

export interface AddProposal {
  readonly policy: LoadedPolicy
  readonly facts: StoredFacts
  /** Names that were accepted; `set-up`: chosen before anything was stored, so that there is nothing to accept. */
  readonly accepted: readonly string[] | 'set-up'
  /** Public id of who proposes. */
  readonly by: string
  readonly actor: Actor
  readonly nowMs: number
  readonly tryOut?: TryOut
}

/** The same in a transaction of the caller's. */
export async function addProposal(tx: Tx, entries: Entries, input: AddProposal): Promise<Proposed> {
  const { policy, nowMs } = input
  const setUp = input.accepted === 'set-up'
  const accepted = input.accepted === 'set-up' ? [] : input.accepted
  const plan = await planPolicy(tx, policy, input.facts)
  if (!setUp) checkAccepts(plan.changes, accepted)
  const id = newId(nowMs)
  const proposal = formatId('prp', id)
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
      input.by,
      nowMs,
    ],
  )
  const common = { proposal, policy: policy.model.policy, digest: policy.digest }
  const detail = { ...common, accepted, changes: plan.changes.length, ...(setUp ? { set_up: true } : {}) }
  entries.add({ kind: policyProposed, outcome: 'success', ...input.actor, detail })
  if (input.tryOut) {
    const evidence = JSON.stringify(await input.tryOut(tx, proposal, plan))
    const text = 'INSERT INTO policy.evidence (proposal, evidence, tried_ms) VALUES ($1, $2, $3)'
    await tx.query({ text }, [id, evidence, nowMs])
    const digest = createHash('sha256').update(evidence).digest('hex')
    entries.add({
      kind: policyTried,
      outcome: 'success',
      ...input.actor,
      detail: { proposal, evidence: digest },
    })
  }
  return { id: proposal, plan }
}
