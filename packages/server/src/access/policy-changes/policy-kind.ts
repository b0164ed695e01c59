import { z } from 'zod'
import { entryBy } from '../../identity/index.ts'
import { type AcrossTx, requireAcross } from '../../platform/db.ts'
import {
  acceptMissing,
  acceptUnknown,
  addProposal,
  applyProposalIn,
  filesOfTexts,
  loadPolicyFiles,
  ownProposal,
  type PolicyInForce,
  policyFilesInvalid,
  policyInvalid,
  proposalOutdated,
  type StoredFacts,
} from '../../policy/index.ts'
import { bumpAllAuthority } from '../authority/generation.ts'
import type { RequestKind } from '../requests/request-kind.ts'
import { tryPolicy } from './policy-evidence.ts'

export interface PolicyKindDeps {
  readonly policy: Pick<PolicyInForce, 'load' | 'reload'>
  /** What is stored now; the rooms above count it. */
  readonly storedFacts: () => Promise<StoredFacts>
}

export const policyFilesBody = z.record(z.string().max(120), z.string().max(1024 * 1024))

const input = z.strictObject({
  files: policyFilesBody,
  accept: z.array(z.string().max(300)).max(500).optional(),
})

interface Payload extends Readonly<Record<string, unknown>> {
  readonly proposal: string
  readonly policy: string
  readonly digest: string
  readonly base: number
  readonly changes: number
  /** What orphans, exposes or weakens, by the names it was accepted by. */
  readonly accepted: readonly string[]
  /** Whether stored data may be kept longer or less long by it. */
  readonly retention: boolean
  readonly proposedBy: string
}

/**
 * Another policy: proposed with its files, tried out by the server, approved by another person with `approve-change`, and run. Until the first
 * such person has come, another service with `manage-policy` may approve in their place.
 */
export function policyKind({
  policy,
  storedFacts,
}: PolicyKindDeps): RequestKind<z.output<typeof input>, Payload> {
  return {
    kind: 'policy',
    requestAction: 'manage-policy',
    approveAction: 'approve-change',
    approvedByServices: 'manage-policy',
    emergency: true,
    errors: [policyFilesInvalid, policyInvalid, acceptMissing, acceptUnknown, proposalOutdated, ownProposal],
    input,
    async prepare(tx, { by, nowMs, entries }, { files, accept = [] }) {
      const loaded = loadPolicyFiles(filesOfTexts(files))
      const facts = await storedFacts()
      const before = (await policy.reload()).model
      const trying = { tenant: by.tenant, nowMs, before, after: loaded.model, records: facts.records }
      const { id, plan } = await addProposal(tx, entries, {
        policy: loaded,
        facts,
        accepted: accept,
        by: by.principalId,
        actor: entryBy(by),
        nowMs,
        tryOut: (inside, proposal, made) => tryPolicy(inside, proposal, made, trying),
      })
      return {
        proposal: id,
        policy: loaded.model.policy,
        digest: loaded.digest,
        base: plan.base,
        changes: plan.changes.length,
        accepted: accept,
        retention: plan.changes.some((change) => change.kind.startsWith('retention-')),
        proposedBy: by.principalId,
      }
    },
    beneficiaries: ({ proposedBy }) => [proposedBy],
    everyTenant: true,
    async run(tx, entries, { proposal }, { by, tenant, approvedBy, emergency, nowMs }) {
      const how = { approvedBy, emergency, nowMs, actor: () => entryBy(by) }
      const version = await applyProposalIn(tx, entries, proposal, how)
      await afterPolicy(requireAcross(tx), tenant, policy)
      return { version }
    },
  }
}

/** Roles say other things now: nothing that was decided under the old version is acted on in any tenant. */
async function afterPolicy(tx: AcrossTx, tenant: number, policy: PolicyKindDeps['policy']): Promise<void> {
  await bumpAllAuthority(tx, tenant)
  tx.afterCommit(() => void policy.reload().catch(() => {}))
}
