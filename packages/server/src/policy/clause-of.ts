import type { ClauseModel, PolicyModel } from './model.ts'
import type { PolicyInForce } from './versions/applied-policy.ts'

/**
 * What errors and entries point at, by the controls and checks that stand for it. Two policies may promise the same under different ids, so the
 * program knows clauses by what they promise and by nothing else.
 */
const PROMISES = {
  'default-deny': ['access.decide'],
  purpose: ['vault.state-purpose'],
  cases: ['access.case', 'access.cases-reviewed'],
  'approved-access': ['access.every-grant-approved', 'access.no-default-credential'],
  'own-accounts': ['identity.no-generic-names'],
  onboarding: ['access.onboarding'],
  reviews: ['access.review', 'access.review-on-time'],
  changes: ['policy.plan', 'policy.second-person'],
  emergencies: ['policy.emergencies-reviewed', 'access.break-glass-reviewed'],
  networks: ['http.refuse-network'],
  devices: ['identity.refuse-unknown-device'],
  deadlines: ['vault.refuse-due', 'retention.sweep-alive'],
  secrets: ['identity.secrets-not-in-code', 'config.refuse-literal-secret'],
  'test-data': ['vault.make-sample', 'keys.bind-environment'],
  log: ['audit.append-only-role', 'audit.append-only'],
} as const satisfies Record<string, readonly [string, ...string[]]>

export type Promised = keyof typeof PROMISES

/** Everything that errors and entries point at a clause for. */
export const PROMISED = Object.keys(PROMISES) as readonly Promised[]

/** Answers the id of the clause of one policy, or of the one in force. */
export type ClauseOf = (promised: Promised) => string | undefined

/** Looked up once a model: a refusal of the hot path names its clause without searching. */
const found = new WeakMap<PolicyModel, ReadonlyMap<Promised, string | undefined>>()

/**
 * The clause of a policy that promises something: of those that list any of its controls and checks the one that lists most of them, and of
 * several the one that lists least beside, which is the one that is about it. Undefined where no clause does.
 */
export function clauseOf(policy: PolicyModel, promised: Promised): string | undefined {
  let clauses = found.get(policy)
  if (clauses === undefined) {
    clauses = new Map(PROMISED.map((one) => [one, closest(policy, PROMISES[one])]))
    found.set(policy, clauses)
  }
  return clauses.get(promised)
}

/** The same of the policy in force. Throws `no_policy`. */
export async function clauseInForce(
  policy: Pick<PolicyInForce, 'load'>,
  promised: Promised,
): Promise<string | undefined> {
  return clauseOf((await policy.load()).model, promised)
}

function closest({ clauses }: PolicyModel, names: readonly string[]): string | undefined {
  let best: { id: string; hits: number; listed: number } | undefined
  for (const { id, listed } of Object.values(clauses).map(listedIn)) {
    const hits = names.filter((name) => listed.includes(name)).length
    if (hits === 0) continue
    if (best === undefined || hits > best.hits || (hits === best.hits && listed.length < best.listed))
      best = { id, hits, listed: listed.length }
  }
  return best?.id
}

const listedIn = ({ id, checks, controls }: ClauseModel) => ({ id, listed: [...checks, ...controls] })
