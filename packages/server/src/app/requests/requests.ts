import {
  type AccessDeps,
  type Authorities,
  assignmentKind,
  grantKind,
  type PolicyChangeDeps,
  policyKind,
  RequestKinds,
} from '../../access/index.ts'
import type { Keyring } from '../../keys/index.ts'
import {
  addDuration,
  hasAcknowledged,
  type PolicyInForce,
  parameterDuration,
  parseDuration,
} from '../../policy/index.ts'
import { countStored } from '../../vault/index.ts'
import { keyRotationKind } from '../keys/key-rotation-kind.ts'

/** What holds where a policy says nothing of it: no policy puts something off by silence. */
const SILENT = { emergency_review_within: 'P1D', acknowledge_within: 'P1D' }

/** Last instant at which something that began at one is in time: a parameter of the policy. */
export function endsBy(
  policy: PolicyInForce,
  parameter: keyof typeof SILENT,
): (fromMs: number) => Promise<number> {
  return async (fromMs) => {
    const within = parameterDuration((await policy.load()).model, parameter)
    return addDuration(fromMs, within ?? parseDuration(SILENT[parameter]), 'UTC')
  }
}

/** What requests and approvals work with. Kinds of other rooms are registered where those are wired. */
export function openRequests(
  access: AccessDeps,
  authorities: Authorities,
  keyring: Keyring,
  policy: PolicyInForce,
): PolicyChangeDeps {
  const storedFacts = async () => countStored(access.database.across.read, (await policy.load()).numbers)
  const kinds = new RequestKinds()
    .register(grantKind(access))
    .register(assignmentKind(access))
    .register(policyKind({ policy, storedFacts }))
    .register(keyRotationKind)
  return {
    ...access,
    authorities,
    kinds,
    storedFacts,
    texts: keyring,
    onboarding: [
      async (sql, tenant, person) => ((await hasAcknowledged(sql, tenant, person)) ? [] : ['policy']),
    ],
    links: [],
    emergencyReviewEnds: endsBy(policy, 'emergency_review_within'),
  }
}
