export { type AcknowledgeDeps, acknowledge, hasAcknowledged, toAccept } from './acknowledge.ts'
export { acknowledgeRoutes } from './acknowledge-routes.ts'
export {
  type Action,
  COLLECTION_ACTIONS,
  type CollectionAction,
  type CollectionRule,
  collectionRule,
  isTenantAction,
  TENANT_ACTIONS,
  type TenantAction,
} from './actions.ts'
export { type AppliedPolicy, PolicyInForce, readAppliedPolicy } from './applied-policy.ts'
export { type ApplyHow, applyProposal, applyProposalIn } from './apply-proposal.ts'
export { type Change, type ChangeKind, NOTHING_STORED, type StoredFacts } from './change.ts'
export { checkAccepts } from './check-accepts.ts'
export { retentionNeverLonger } from './compare-deadlines.ts'
export type { KnownNames } from './compile-context.ts'
export { alwaysResolves, deadlineEvents, resolveDeadline, resolveRetention } from './deadline.ts'
export { diffPolicies } from './diff-policies.ts'
export { diffTexts } from './diff-texts.ts'
export { addDuration, type Duration, endOfDay, eventInstant, parseDuration } from './duration.ts'
export {
  acceptMissing,
  acceptUnknown,
  approvedByPeople,
  durationInvalid,
  eventTimeInvalid,
  noPolicy,
  noPolicyThen,
  ownProposal,
  policyFilesInvalid,
  policyInvalid,
  proposalNotFound,
  proposalOutdated,
} from './errors.ts'
export { filesOfTexts, POLICY_FILE_NAME } from './files-of-texts.ts'
export { type ListedVersion, listVersions } from './list-versions.ts'
export {
  checkFiles,
  checkPolicyDirectory,
  type LoadedPolicy,
  loadPolicy,
  loadPolicyFiles,
  type PolicyCheck,
  textsOf,
} from './load-policy.ts'
export * from './model.ts'
export type { NumberKind, Numbers } from './numbers.ts'
export { type PolicyPlan, planPolicy } from './plan-policy.ts'
export { formatProblem, isError, type Problem } from './problem.ts'
export {
  type Actor,
  type AddProposal,
  addProposal,
  type ProposeDeps,
  type Proposed,
  proposePolicy,
  type TryOut,
} from './propose-policy.ts'
export { type PolicyFiles, policyDigest } from './read-policy-directory.ts'
export type { ClauseText, PolicyText } from './read-policy-text.ts'
export { formatDuration, formatParameter, renderText } from './render-text.ts'
export { policyRoutes } from './routes.ts'
export { bindingRules, type ClassRules, type PastRule, type PolicyHistory } from './rule-history.ts'
export { schemaJson } from './schema-json.ts'
export { readVersionFiles } from './version-files.ts'
