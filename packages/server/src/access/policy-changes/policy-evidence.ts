import type { Sql, Tx } from '../../platform/db.ts'
import { applyProposalIn, type PolicyModel, type PolicyPlan } from '../../policy/index.ts'
import { whatCan } from '../explain/what-can.ts'
import { type PrincipalKind, principalText } from '../principals.ts'

/** One thing that somebody can do under one of two policies and not under the other. */
export interface DecisionChange {
  readonly principal: string
  readonly change: 'gains' | 'loses'
  readonly action: string
  readonly collection?: string
  readonly field?: string
  readonly purpose?: string
  readonly masked?: boolean
}

/** What trying a proposal out has shown: stored with it before anybody approves. */
export interface PolicyEvidence extends Readonly<Record<string, unknown>> {
  readonly base: number
  /** The number the version would have; that it was applied and taken back. */
  readonly dryRun: { readonly version: number }
  readonly changes: PolicyPlan['changes']
  /** Records stored when it was tried, by collection. */
  readonly stored: Readonly<Record<string, number>>
  readonly decisions: {
    /** Principals with a live grant or role, and how many of them were asked about. */
    readonly principals: number
    readonly asked: number
    /** All differences found; the first of them are listed. */
    readonly found: number
    readonly changes: readonly DecisionChange[]
  }
}

const MOST_ASKED = 500
const MOST_LISTED = 500

export interface Trying {
  readonly tenant: number
  readonly nowMs: number
  readonly before: PolicyModel
  readonly after: PolicyModel
  readonly records: (collection: string) => number
}

/**
 * Tries a proposal out: applies it in the transaction, takes that back, and holds what every principal can do under the policy in force against
 * what they could under the new one. Only counts, names of the policy and ids come out.
 */
export async function tryPolicy(
  tx: Tx,
  proposal: string,
  plan: PolicyPlan,
  trying: Trying,
): Promise<PolicyEvidence> {
  const version = await dryRun(tx, proposal, trying.nowMs)
  const stored = Object.keys(trying.before.collections).map((name) => [name, trying.records(name)])
  return {
    base: plan.base,
    dryRun: { version },
    changes: plan.changes,
    stored: Object.fromEntries(stored),
    decisions: await compareDecisions(tx, trying),
  }
}

async function dryRun(tx: Tx, proposal: string, nowMs: number): Promise<number> {
  await tx.query({ text: 'SAVEPOINT try_policy' })
  const nowhere = { add: () => 0, whenBuilt: () => {} }
  const version = await applyProposalIn(tx, nowhere, proposal, {
    approvedBy: 'dry-run',
    emergency: false,
    nowMs,
    actor: () => ({ actor: 'system' }),
  })
  await tx.query({ text: 'ROLLBACK TO SAVEPOINT try_policy' })
  return version
}

async function compareDecisions(sql: Sql, trying: Trying): Promise<PolicyEvidence['decisions']> {
  const { tenant, nowMs, before, after } = trying
  const rows = await sql.query<{ principal: Buffer; principal_kind: PrincipalKind }>(
    {
      text: `SELECT principal, principal_kind FROM access.grant WHERE tenant = $1 AND revoked_ms IS NULL AND until_ms > $2
             UNION SELECT principal, principal_kind FROM access.assignment WHERE tenant = $1 AND revoked_ms IS NULL AND until_ms > $2
             ORDER BY principal`,
    },
    [tenant, nowMs],
  )
  const asked = rows.slice(0, MOST_ASKED)
  const changes: DecisionChange[] = []
  for (const { principal, principal_kind } of asked) {
    const of = async (policy: PolicyModel) => linesOf(await whatCan(sql, tenant, principal, nowMs, policy))
    const [old, now] = [await of(before), await of(after)]
    const who = principalText(principal_kind, principal)
    for (const [key, line] of now)
      if (!old.has(key)) changes.push({ principal: who, change: 'gains', ...line })
    for (const [key, line] of old)
      if (!now.has(key)) changes.push({ principal: who, change: 'loses', ...line })
  }
  const listed = changes.slice(0, MOST_LISTED)
  return { principals: rows.length, asked: asked.length, found: changes.length, changes: listed }
}

type Line = Omit<DecisionChange, 'principal' | 'change'>

function linesOf({ actions, collections }: Awaited<ReturnType<typeof whatCan>>): Map<string, Line> {
  const lines: Line[] = actions.map(({ action }) => ({ action }))
  for (const { action, collection, fields, purpose, masked } of collections) {
    const common = {
      action,
      collection,
      ...(purpose === null ? {} : { purpose }),
      ...(masked ? { masked } : {}),
    }
    if (fields.length === 0) lines.push(common)
    else for (const field of fields) lines.push({ ...common, field })
  }
  return new Map(lines.map((line) => [JSON.stringify(line), line]))
}
