export type { AccessDeps } from './access-deps.ts'
export {
  type Action,
  COLLECTION_ACTIONS,
  type CollectionAction,
  TENANT_ACTIONS,
  type TenantAction,
} from './actions.ts'
export { Authorities, type AuthoritiesOptions } from './authorities.ts'
export type { GrantScope } from './check-grant.ts'
export { accessChecks } from './checks.ts'
export { type CompiledAuthority, compileAuthority, type Grant } from './compiled-authority.ts'
export { type CreatedGrant, type CreateGrant, createGrant } from './create-grant.ts'
export { decide, decideAction, type Question } from './decision.ts'
export type { Allow, DenialCode, Deny, Verdict } from './denials.ts'
export { actionDenied } from './errors.ts'
export { type Asked, type Explanation, explain } from './explain.ts'
export { type GateDeps, gate } from './gate.ts'
export { bumpAuthority } from './generation.ts'
export { type GrantFilter, type ListedGrant, listGrants } from './list-grants.ts'
export { type RedeemSetup, redeemSetup } from './redeem-setup.ts'
export { type RevokedGrant, revokeGrant } from './revoke-grant.ts'
export { accessRoutes } from './routes.ts'
export { grantReply, grantToWire } from './wire.ts'
