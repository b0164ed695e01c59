export type { AccessDeps } from './access-deps.ts'
export { Authorities, type AuthoritiesOptions } from './authority/authorities.ts'
export {
  type Assignment,
  type CompiledAuthority,
  compileAuthority,
  type Grant,
} from './authority/compiled-authority.ts'
export { bumpAllAuthority, bumpAuthority, bumpIfStill } from './authority/generation.ts'
export { assignmentsAt, CASE_ID, grantsAt } from './authority/read-grants.ts'
export { caseChecks } from './cases/case-checks.ts'
export type { CaseDeps } from './cases/case-deps.ts'
export * as caseErrors from './cases/case-errors.ts'
export { type CaseDigests, type CaseInput, type CaseKindDeps, caseKind } from './cases/case-kind.ts'
export { caseRoutes } from './cases/case-routes.ts'
export { casesOfOwner } from './cases/cases-of-owner.ts'
export { decideAsOwner } from './cases/decide-as-owner.ts'
export { endCase } from './cases/end-case.ts'
export { accessesOf, listCases } from './cases/list-cases.ts'
export { ownerRoutes } from './cases/owner-routes.ts'
export { readWholeCase } from './cases/read-case.ts'
export { reviewCase } from './cases/review-case.ts'
export { ownCase, settleCaseUse, takeCaseUse } from './cases/take-case-use.ts'
export { accessChecks } from './checks.ts'
export { contractKind } from './contracts/contract-kind.ts'
export { contractRoutes } from './contracts/contract-routes.ts'
export { letsLook } from './contracts/who-has-say.ts'
export type { CaseUse } from './decision/decision.ts'
export { decide, decideAction, type Question } from './decision/decision.ts'
export type { Allow, DenialCode, Deny, Verdict } from './decision/denials.ts'
export { type Admitted, admit, allows, type GateDeps, gate } from './decision/gate.ts'
export { type BreakGlass, type BrokenGlass, breakGlass } from './emergencies/break-glass.ts'
export { breakGlassChecks } from './emergencies/break-glass-checks.ts'
export { breakGlassKind } from './emergencies/break-glass-kind.ts'
export { confirmEmergency, type ReviewedRequest } from './emergencies/confirm-emergency.ts'
export { endAccessOf } from './ending/end-access-of.ts'
export { endHoldings, endHoldingsWithin } from './ending/end-holdings.ts'
export * as accessErrors from './errors.ts'
export { actionDenied } from './errors.ts'
export { type Asked, type Explanation, explain } from './explain/explain.ts'
export type { GrantScope } from './grants/check-grant.ts'
export { addGrant, type CreatedGrant, type CreateGrant, createGrant } from './grants/create-grant.ts'
export { grantKind } from './grants/grant-kind.ts'
export { grantReply, grantToWire } from './grants/grant-wire.ts'
export { type GrantFilter, type ListedGrant, listGrants } from './grants/list-grants.ts'
export { narrowGrantKind } from './grants/narrow-grant.ts'
export { type RevokedGrant, revokeGrant } from './grants/revoke-grant.ts'
export { changeChecks } from './policy-changes/change-checks.ts'
export { type PolicyChangeDeps, policyChangeRoutes } from './policy-changes/policy-change-routes.ts'
export { type PolicyKindDeps, policyKind } from './policy-changes/policy-kind.ts'
export {
  named,
  type Principal,
  type PrincipalKind,
  parsePrincipal,
  principalText,
  requireLivePrincipal,
} from './principals.ts'
export {
  type AddRequest,
  addRequest,
  type CreatedRequest,
  type CreateRequest,
  createRequest,
  REQUEST_LIVES_MS,
} from './requests/create-request.ts'
export { approveRequest, type DecidedRequest, refuseRequest } from './requests/decide-request.ts'
export { expireRequests } from './requests/expire-requests.ts'
export type { OnboardingGate, RequestDeps } from './requests/request-deps.ts'
export {
  type Approval,
  type RequestEffect,
  type RequestKind,
  RequestKinds,
  type RequestPayload,
} from './requests/request-kind.ts'
export {
  lockRequest,
  REQUEST_ID,
  type RequestRow,
  type RequestState,
  readRequest,
} from './requests/request-row.ts'
export { openText, sealText } from './requests/request-texts.ts'
export { endRequestsOf, withdrawRequest } from './requests/withdraw-request.ts'
export { closeReview, digestOf } from './reviews/close-review.ts'
export { decideItems } from './reviews/decide-items.ts'
export { reviewChecks } from './reviews/review-checks.ts'
export type { EndAccess, ReviewDeps } from './reviews/review-deps.ts'
export { runReviews } from './reviews/review-job.ts'
export { reviewRoutes } from './reviews/review-routes.ts'
export { startReview } from './reviews/start-review.ts'
export {
  type AssignedBy,
  type AssignedRole,
  type AssignRole,
  addAssignment,
  requireRole,
  revokeAssignment,
} from './roles/assign-role.ts'
export { assignmentKind } from './roles/assignment-kind.ts'
export { endRoles } from './roles/end-roles.ts'
export { endSourcedRoles, type GroupRole, giveGroupRole } from './roles/group-roles.ts'
export { LastHolder } from './roles/last-holder.ts'
export { listAssignments, rolesOf } from './roles/list-assignments.ts'
export { rolesAskedFor } from './roles/roles-asked-for.ts'
export { accessRoutes } from './routes.ts'
export { type LinkSource, readLinks } from './separation/human-links.ts'
export { behind, type Link, mayApprove, type Separation } from './separation/may-approve.ts'
export { nobodyElse } from './separation/nobody-else.ts'
export type { ChoosePolicyDeps, EverStored } from './set-up/choose-policy.ts'
export { choosePolicyRoutes } from './set-up/choose-policy-routes.ts'
export { type RedeemSetup, redeemSetup } from './set-up/redeem-setup.ts'
export { readUses } from './uses/read-uses.ts'
