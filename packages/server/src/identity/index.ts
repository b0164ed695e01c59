export { type Credential, credentialOf, entryBy, operatorCaller, type ServiceCaller } from './acting.ts'
export { type Authenticated, Authenticator, type AuthenticatorOptions } from './authenticate.ts'
export { BoundedCache } from './bounded-cache.ts'
export { identityChecks } from './checks.ts'
export { type CreatedKey, type CreateKey, createKey } from './create-key.ts'
export { type CreatedService, type CreateService, createService } from './create-service.ts'
export { type DisabledService, disableService } from './disable-service.ts'
export * as identityErrors from './errors.ts'
export { requireLiveService, SERVICE_ID } from './find-service.ts'
export type { IdentityDeps } from './identity-deps.ts'
export { type KeyState, type ListedKey, listKeys } from './list-keys.ts'
export { type ListedService, listServices } from './list-services.ts'
export { type RevokedKey, revokeKey } from './revoke-key.ts'
export { type RotatedKey, type RotateKey, rotateKey } from './rotate-key.ts'
export { identityRoutes } from './routes.ts'
export { bearerKey } from './service-key.ts'
export {
  makeSetupLink,
  type Redeemed,
  type RedeemSetupLink,
  redeemSetupLink,
  type SetupLink,
  setupUrl,
} from './setup-link.ts'
export { tenantIdOf, tenantIdText } from './tenant-id.ts'
export { keyReply, keyToWire, serviceReply, serviceToWire } from './wire.ts'
