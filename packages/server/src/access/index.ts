export type { AccessDeps } from './access-deps.ts'
export {
  type Action,
  COLLECTION_ACTIONS,
  type CollectionAction,
  TENANT_ACTIONS,
  type TenantAction,
} from './actions.ts'
export { approveCaseAsOwner } from './approve-case-as-owner.ts'
export {
  type AssignedBy,
  type AssignedRole,
  type AssignRole,
  addAssignment,
  requireRole,
  revokeAssignment,
} from './assign-role.ts'
export { assignmentKind } from './assignment-kind.ts'
export { Authorities, type AuthoritiesOptions } from './authorities.ts'
export { type BreakGlass, type BrokenGlass, breakGlass } from './break-glass.ts'
export { breakGlassChecks } from './break-glass-checks.ts'
export { breakGlassKind } from './break-glass-kind.ts'
export { caseChecks } from './case-checks.ts'
export type { CaseDeps } from './case-deps.ts'
export * as caseErrors from './case-errors.ts'
export { type CaseDigests, type CaseInput, type CaseKindDeps, caseKind } from './case-kind.ts'
export { caseRoutes } from './case-routes.ts'
export { changeChecks } from './change-checks.ts'
export type { GrantScope } from './check-grant.ts'
export { accessChecks } from './checks.ts'
export { closeReview, digestOf } from './close-review.ts'
export {
  type Assignment,
  type CompiledAuthority,
  compileAuthority,
  type Grant,
} from './compiled-authority.ts'
export { confirmEmergency, type ReviewedRequest } from './confirm-emergency.ts'
export { addGrant, type CreatedGrant, type CreateGrant, createGrant } from './create-grant.ts'
export {
  type AddRequest,
  addRequest,
  type CreatedRequest,
  type CreateRequest,
  createRequest,
  REQUEST_LIVES_MS,
} from './create-request.ts'
export { decideItems } from './decide-items.ts'
export { approveRequest, type DecidedRequest, refuseRequest } from './decide-request.ts'
export type { CaseUse } from './decision.ts'
export { decide, decideAction, type Question } from './decision.ts'
export type { Allow, DenialCode, Deny, Verdict } from './denials.ts'
export { endAccessOf } from './end-access-of.ts'
export { endCase } from './end-case.ts'
export { endHoldings, endHoldingsWithin } from './end-holdings.ts'
export { endRoles } from './end-roles.ts'
export * as accessErrors from './errors.ts'
export { actionDenied } from './errors.ts'
export { expireRequests } from './expire-requests.ts'
export { type Asked, type Explanation, explain } from './explain.ts'
export { nobodyElse } from './first-alone.ts'
export { type Admitted, admit, allows, type GateDeps, gate } from './gate.ts'
export { bumpAllAuthority, bumpAuthority, bumpIfStill } from './generation.ts'
export { grantKind } from './grant-kind.ts'
export { endSourcedRoles, type GroupRole, giveGroupRole } from './group-roles.ts'
export { type LinkSource, readLinks } from './human-links.ts'
export { LastHolder } from './last-holder.ts'
export { listAssignments, rolesOf } from './list-assignments.ts'
export { accessesOf, listCases } from './list-cases.ts'
export { type GrantFilter, type ListedGrant, listGrants } from './list-grants.ts'
export { behind, type Link, mayApprove, type Separation } from './may-approve.ts'
export { narrowGrantKind } from './narrow-grant.ts'
export { type PolicyChangeDeps, policyChangeRoutes } from './policy-change-routes.ts'
export { type PolicyKindDeps, policyKind } from './policy-kind.ts'
export {
  named,
  PERSON_ID,
  type Principal,
  type PrincipalKind,
  parsePrincipal,
  principalText,
  requireLivePrincipal,
} from './principals.ts'
export { readWholeCase } from './read-case.ts'
export { assignmentsAt, CASE_ID, grantsAt } from './read-grants.ts'
export { readUses } from './read-uses.ts'
export { type RedeemSetup, redeemSetup } from './redeem-setup.ts'
export type { OnboardingGate, RequestDeps } from './request-deps.ts'
export {
  type Approval,
  type RequestEffect,
  type RequestKind,
  RequestKinds,
  type RequestPayload,
} from './request-kind.ts'
export {
  lockRequest,
  REQUEST_ID,
  type RequestRow,
  type RequestState,
  readRequest,
} from './request-row.ts'
export { openText, sealText } from './request-texts.ts'
export { reviewCase } from './review-case.ts'
export { reviewChecks } from './review-checks.ts'
export type { EndAccess, ReviewDeps } from './review-deps.ts'
export { runReviews } from './review-job.ts'
export { reviewRoutes } from './review-routes.ts'
export { type RevokedGrant, revokeGrant } from './revoke-grant.ts'
export { rolesAskedFor } from './roles-asked-for.ts'
export { accessRoutes } from './routes.ts'
export { startReview } from './start-review.ts'
export { ownCase, settleCaseUse, takeCaseUse } from './take-case-use.ts'
export { grantReply, grantToWire } from './wire.ts'
export { endRequestsOf, withdrawRequest } from './withdraw-request.ts'
