import { entryKind, OCSF } from '../audit/index.ts'

// OCSF Account Change (3001): 1 create, 5 disable. Entity Management (3004): 1 create, 3 update, 4 delete (schema.ocsf.io).
export const serviceCreated = entryKind('service.created', OCSF.accountChange, 1)
export const serviceDisabledEntry = entryKind('service.disabled', OCSF.accountChange, 5)
export const keyCreated = entryKind('key.created', OCSF.entityManagement, 1)
export const keyRotated = entryKind('key.rotated', OCSF.entityManagement, 3)
export const keyBound = entryKind('key.bound', OCSF.entityManagement, 3)
export const keyRevokedEntry = entryKind('key.revoked', OCSF.entityManagement, 4)
export const setupLinkMade = entryKind('setup_link.made', OCSF.entityManagement, 1)
export const setupLinkRedeemed = entryKind('setup_link.redeemed', OCSF.entityManagement, 3)

// OCSF Account Change (3001): 1 create, 2 enable, 3 password change, 5 disable, 9 lock, 10 MFA factor enable, 11 MFA factor disable.
// Authentication (3002): 1 logon, 2 logoff.
export const personCreated = entryKind('person.created', OCSF.accountChange, 1)
export const personActivated = entryKind('person.activated', OCSF.accountChange, 2)
export const personChanged = entryKind('person.changed', OCSF.entityManagement, 3)
export const personSuspended = entryKind('person.suspended', OCSF.accountChange, 5)
export const personResumed = entryKind('person.resumed', OCSF.accountChange, 2)
export const accountLocked = entryKind('account.locked', OCSF.accountChange, 9)
export const passwordChanged = entryKind('password.changed', OCSF.accountChange, 3)
// OCSF Account Change 4: password reset.
export const passwordResetMade = entryKind('password_reset.made', OCSF.entityManagement, 1)
export const passwordResetDone = entryKind('password_reset.done', OCSF.accountChange, 4)
export const factorAdded = entryKind('factor.added', OCSF.accountChange, 10)
export const factorRemoved = entryKind('factor.removed', OCSF.accountChange, 11)
export const factorsReset = entryKind('factors.reset', OCSF.accountChange, 11)
export const recoveryCodesMade = entryKind('recovery_codes.made', OCSF.accountChange, 10)
export const signedIn = entryKind('sign_in.done', OCSF.authentication, 1)
export const firstFactorTaken = entryKind('sign_in.first_factor', OCSF.authentication, 1)
export const signInRefusedEntry = entryKind('sign_in.refused', OCSF.authentication, 1)
export const signedOut = entryKind('session.ended', OCSF.authentication, 2)
export const sessionsRevoked = entryKind('session.revoked', OCSF.authentication, 2)
export const invitationMade = entryKind('invitation.made', OCSF.entityManagement, 1)
export const invitationRedeemed = entryKind('invitation.redeemed', OCSF.entityManagement, 3)
export const externalLinked = entryKind('external_identity.linked', OCSF.accountChange, 10)
export const secretScanRecorded = entryKind('secret-scan.recorded', OCSF.detectionFinding, 1)
