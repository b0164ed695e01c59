export {
  type CallerSession,
  type Credential,
  credentialName,
  credentialOf,
  entryBy,
  operatorCaller,
  type PersonCaller,
  personOf,
  type ServiceCaller,
} from './acting.ts'
export { identityChecks } from './checks.ts'
export type { DeviceDeps } from './devices/device-deps.ts'
export * as deviceErrors from './devices/device-errors.ts'
export { requireDevice } from './devices/device-rule.ts'
export { approveDevice, revokeDevice, waitingDevice } from './devices/device-states.ts'
export { listDevices } from './devices/list-devices.ts'
export * as identityErrors from './errors.ts'
export { requireResettable, resetFactors } from './factors/reset-factors.ts'
export type { IdentityDeps } from './identity-deps.ts'
export { type Authenticated, Authenticator, type AuthenticatorOptions } from './keys/authenticate.ts'
export { type BindKey, type BoundKey, bindKey } from './keys/bind-key.ts'
export { type CreatedKey, type CreateKey, createKey } from './keys/create-key.ts'
export { type KeyState, type ListedKey, listKeys } from './keys/list-keys.ts'
export { type RevokedKey, revokeKey } from './keys/revoke-key.ts'
export { type RotatedKey, type RotateKey, rotateKey } from './keys/rotate-key.ts'
export { bearerKey } from './keys/service-key.ts'
export type { LeaverDeps } from './leavers/leaver-deps.ts'
export { type OffBoard, type OffBoarded, offBoard, offBoardPerson } from './leavers/off-board.ts'
export {
  type AddNetwork,
  addNetwork,
  checkNetwork,
  type NetworkApproval,
  type NetworkChangeDeps,
  removeNetwork,
} from './networks/change-networks.ts'
export { type ListedNetwork, listNetworks } from './networks/list-networks.ts'
export * as networkErrors from './networks/network-errors.ts'
export { NetworkRules } from './networks/network-rules.ts'
export { BreachedPasswords } from './passwords/breached-passwords.ts'
export { makePasswordReset, type PasswordReset } from './passwords/make-reset.ts'
export { type PasswordCost, PasswordHasher } from './passwords/password-hasher.ts'
export { findPerson, lockPerson, type PersonState } from './people/find-person.ts'
export { type Invitation, invite, invitePerson } from './people/invite-person.ts'
export { type ListedPerson, listPeople, readPerson } from './people/list-people.ts'
export { peopleChecks } from './people/people-checks.ts'
export type { AssignRoles, PeopleDeps, RolesDoor, SignInRules, Standing } from './people/people-deps.ts'
export { peopleRoutes } from './people/people-routes.ts'
export { PERSON_ID, personId, SESSION_ID, sessionId } from './people/person-id.ts'
export { digestFor, openProfile, type PeopleKeys, type Profile, sealProfile } from './people/profile.ts'
export { prunePeople } from './people/prune-people.ts'
export { suspendPerson } from './people/suspend-person.ts'
export { type ProvisioningDeps, provisioningMounts, provisioningRoutes } from './provisioning.ts'
export { provisioningChecks } from './provisioning-checks.ts'
export { identityRoutes } from './routes.ts'
export { followGroups, mapGroup, unmapGroup } from './scim/group-roles.ts'
export type { ScimDeps } from './scim/scim-deps.ts'
export { DirectoryPeople } from './scim/scim-people.ts'
export { secretScanRoutes } from './secret-scans/secret-scan-route.ts'
export { recordSecretScan, type SecretScan, secretsNotInCode } from './secret-scans/secret-scans.ts'
export { isSecretText } from './secret-text.ts'
export { type CreatedService, type CreateService, createService } from './services/create-service.ts'
export { type DisabledService, disableService } from './services/disable-service.ts'
export { requireLiveService, SERVICE_ID } from './services/find-service.ts'
export { type ListedService, listServices } from './services/list-services.ts'
export { requireAcceptance } from './sessions/acceptance-rule.ts'
export { type CallAttempt, Callers } from './sessions/callers.ts'
export { endSessions, noteRevoked } from './sessions/end-sessions.ts'
export { signedIn } from './sessions/me-routes.ts'
export { Sessions } from './sessions/sessions.ts'
export { Site } from './sessions/site.ts'
export {
  makeSetupLink,
  type Redeemed,
  type RedeemSetupLink,
  redeemSetupLink,
  type SetupLink,
  setupUrl,
} from './set-up/setup-link.ts'
export { endAtProvider } from './sign-on/end-at-provider.ts'
export type { SignOnProvider } from './sign-on/provider.ts'
export { Providers } from './sign-on/providers.ts'
export { tenantIdOf, tenantIdText } from './tenant-id.ts'
export { keyReply, keyToWire, serviceReply, serviceToWire } from './wire.ts'
