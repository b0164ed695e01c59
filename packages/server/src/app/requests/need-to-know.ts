import {
  breakGlassChecks,
  breakGlassKind,
  type CaseDeps,
  caseChecks,
  caseKind,
  caseRoutes,
  contractKind,
  contractRoutes,
  narrowGrantKind,
  ownerRoutes,
  type RequestDeps,
  type ReviewDeps,
  reviewChecks,
  reviewRoutes,
} from '../../access/index.ts'
import type { IdentityDeps, PeopleDeps, ProvisioningDeps } from '../../identity/index.ts'
import type { Check } from '../../platform/check.ts'
import type { Route } from '../../platform/route.ts'
import { recordDigest, subjectDigest, type VaultDeps } from '../../vault/index.ts'
import { reviewEnders } from './review-enders.ts'

export interface NeedToKnowParts {
  readonly requests: RequestDeps
  readonly identity: IdentityDeps
  readonly people: PeopleDeps
  readonly provisioning: Pick<ProvisioningDeps, 'leavers' | 'scim'>
  readonly vault: VaultDeps
}

/** Cases, reviews and break-glass, wired; their kinds of request are registered with the others. */
export function openNeedToKnow(parts: NeedToKnowParts): {
  readonly reviews: ReviewDeps
  readonly routes: readonly Route[]
  readonly checks: readonly Check[]
} {
  const { requests, identity, people, provisioning, vault } = parts
  const digests: CaseDeps['digests'] = {
    record: (tenant, collection, id) => recordDigest(vault, tenant, collection, id),
    subject: (tenant, collection, kind, value) => subjectDigest(vault, tenant, collection, kind, value),
  }
  requests.kinds
    .register(caseKind({ ...requests, digests }))
    .register(contractKind({ ...requests, digests }))
    .register(narrowGrantKind(requests))
    .register(breakGlassKind())
  const enders = reviewEnders(people, provisioning)
  const reviews = { ...requests, identity, enders }
  return {
    reviews,
    routes: [
      ...caseRoutes({ ...requests, digests }),
      ...ownerRoutes({ ...requests, digests }),
      ...contractRoutes({ ...requests, digests }),
      ...reviewRoutes(reviews),
    ],
    checks: [...caseChecks, ...reviewChecks(requests), ...breakGlassChecks],
  }
}
