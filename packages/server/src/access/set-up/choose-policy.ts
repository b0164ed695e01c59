import { entryBy } from '../../identity/index.ts'
import type { AcrossSql, Tx } from '../../platform/db.ts'
import type { Caller } from '../../platform/route.ts'
import { addProposal, applyProposalIn, type LoadedPolicy, type PolicyModel } from '../../policy/index.ts'
import { bumpAllAuthority, bumpIfStill } from '../authority/generation.ts'
import { admit } from '../decision/gate.ts'
import { policyChoiceOver, policyNotShipped } from '../errors.ts'
import type { PolicyChangeDeps } from '../policy-changes/policy-change-routes.ts'
import { decideAgain, moved } from '../requests/try-again.ts'
import { readLinks } from '../separation/human-links.ts'
import { behind } from '../separation/may-approve.ts'
import { nobodyElse } from '../separation/nobody-else.ts'

/** What is known of stored data; filled by the room that keeps it. */
export interface EverStored {
  /** Whether a record was ever stored in any tenant, whatever became of it. */
  any(sql: AcrossSql): Promise<boolean>
  /** Lets nobody store anything until the transaction is over, and waits for those who are about to. */
  hold(tx: Tx): Promise<void>
}

export interface ChoosePolicyDeps extends PolicyChangeDeps {
  /** The policies that come with the program, by name. */
  readonly shipped: () => Promise<ReadonlyMap<string, LoadedPolicy>>
  readonly everStored: EverStored
}

export interface ChosenPolicy {
  readonly policy: string
  readonly version: number
}

/** Why a caller chooses no policy (any more): they are no person, somebody else can approve, or something was stored. */
export type ChoiceOver = 'not_a_person' | 'others_approve' | 'records_stored'

/**
 * Puts another policy that comes with the program in force, as the first administrator's choice at set-up. Nothing in the plan has to be accepted
 * by name, since there is nothing that it could orphan, expose or weaken: no record was ever stored. The version shows as bootstrap, and its entries
 * say that it was chosen at set-up. What is in force already stays as it is, without an entry.
 *
 * Afterwards a policy is proposed like any other: throws `policy_choice_over`, `policy_not_shipped`, `action_denied`, `request_busy`.
 *
 * Commit point: a crash before it leaves the policy that was there; after it proposal, version and entries are there together. A put that was
 * decided under the old version and had not begun to write when this committed may still be stored under it; its clocks run on.
 */
export async function choosePolicy(deps: ChoosePolicyDeps, by: Caller, name: string): Promise<ChosenPolicy> {
  const policy = (await deps.shipped()).get(name)
  if (policy === undefined)
    throw policyNotShipped('no policy of this name comes with the program', { where: { pointer: '/policy' } })
  return decideAgain(async () => {
    const { authority, model } = await admit(deps, by, 'manage-policy', 'setup.choose-policy')
    const facts = await deps.storedFacts()
    const { value } = await deps.writer.across(async (tx, entries) => {
      await deps.everStored.hold(tx)
      const over = await choiceOver(deps, tx, by, model)
      if (over !== undefined)
        throw policyChoiceOver('set-up is over', {
          fix: 'propose the policy; another person approves it',
          extra: { reason: over },
        })
      const before = await deps.policy.load()
      if (before.digest === policy.digest) return { policy: name, version: before.version }
      const nowMs = deps.clock.now()
      const { principalId } = by
      const proposed = {
        policy,
        facts,
        accepted: 'set-up',
        by: principalId,
        actor: entryBy(by),
        nowMs,
      } as const
      const { id } = await addProposal(tx, entries, proposed)
      const how = { approvedBy: undefined, emergency: false, setUp: true, nowMs, actor: () => entryBy(by) }
      const version = await applyProposalIn(tx, entries, id, how)
      await bumpAllAuthority(tx, by.tenant)
      if (!(await bumpIfStill(tx, by.tenant, authority.generation))) throw moved()
      return { policy: name, version }
    })
    // Whoever reads next in this process reads the new version; the others see its number in their next statement.
    await deps.policy.reload()
    return value
  })
}

/** Undefined as long as the caller may choose. Looks at every tenant: one policy is in force for all of them. */
export async function choiceOver(
  deps: Pick<ChoosePolicyDeps, 'everStored' | 'links' | 'clock'>,
  sql: AcrossSql,
  by: Caller,
  model: PolicyModel,
): Promise<ChoiceOver | undefined> {
  if (by.kind !== 'person') return 'not_a_person'
  if (await deps.everStored.any(sql)) return 'records_stored'
  const links = await readLinks(sql, by.tenant, [by.principalId], deps.clock.now(), deps.links)
  const own = behind([by.principalId], links)
  const tenants = await sql.query<{ tenant: number }>({
    text: 'SELECT tenant FROM keys.tenant ORDER BY tenant',
  })
  for (const { tenant } of tenants)
    if (!(await nobodyElse(sql, tenant, 'approve-change', own, model))) return 'others_approve'
  return undefined
}
