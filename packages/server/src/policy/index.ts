export { type AcknowledgeDeps, acknowledge, hasAcknowledged, toAccept } from './acknowledge/acknowledge.ts'
export { acknowledgeRoutes } from './acknowledge/acknowledge-routes.ts'
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
export { type ClauseOf, clauseInForce, clauseOf, PROMISED, type Promised } from './clause-of.ts'
export type { KnownNames } from './compile/compile-context.ts'
export { retentionNeverLonger } from './deadlines/compare-deadlines.ts'
export { alwaysResolves, deadlineEvents, resolveDeadline, resolveRetention } from './deadlines/deadline.ts'
export {
  addDuration,
  type Duration,
  endOfDay,
  eventInstant,
  parseDuration,
  plainInstant,
} from './deadlines/duration.ts'
export { plainUtc } from './deadlines/plain-utc.ts'
export { type Change, type ChangeKind, NOTHING_STORED, type StoredFacts } from './diff/change.ts'
export { diffPolicies } from './diff/diff-policies.ts'
export { diffTexts } from './diff/diff-texts.ts'
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
export { parameterDuration, parameterNumber, parameterValue } from './parameter-value.ts'
export { filesOfTexts, POLICY_FILE_NAME } from './parse/files-of-texts.ts'
export { type PolicyFiles, policyDigest } from './parse/read-policy-directory.ts'
export { schemaJson } from './parse/schema-json.ts'
export { formatProblem, isError, type Problem } from './problem.ts'
export { policyRoutes } from './routes.ts'
export type { ClauseText, PolicyText } from './texts/read-policy-text.ts'
export { formatDuration, formatParameter, renderText } from './texts/render-text.ts'
export { type AppliedPolicy, PolicyInForce, readAppliedPolicy } from './versions/applied-policy.ts'
export { type ApplyHow, applyProposal, applyProposalIn } from './versions/apply-proposal.ts'
export { checkAccepts } from './versions/check-accepts.ts'
export { type ListedVersion, listVersions } from './versions/list-versions.ts'
export type { NumberKind, Numbers } from './versions/numbers.ts'
export { type PolicyPlan, planPolicy } from './versions/plan-policy.ts'
export {
  type Actor,
  type AddProposal,
  addProposal,
  type ProposeDeps,
  type Proposed,
  proposePolicy,
  type TryOut,
} from './versions/propose-policy.ts'
export { bindingRules, type ClassRules, type PastRule, type PolicyHistory } from './versions/rule-history.ts'
export { readVersionFiles } from './versions/version-files.ts'
