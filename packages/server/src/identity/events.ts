import { entryKind, OCSF } from '../audit/index.ts'

// OCSF Account Change (3001): 1 create, 5 disable. Entity Management (3004): 1 create, 3 update, 4 delete (schema.ocsf.io).
export const serviceCreated = entryKind('service.created', OCSF.accountChange, 1)
export const serviceDisabledEntry = entryKind('service.disabled', OCSF.accountChange, 5)
export const keyCreated = entryKind('key.created', OCSF.entityManagement, 1)
export const keyRotated = entryKind('key.rotated', OCSF.entityManagement, 3)
export const keyRevokedEntry = entryKind('key.revoked', OCSF.entityManagement, 4)
export const setupLinkMade = entryKind('setup_link.made', OCSF.entityManagement, 1)
export const setupLinkRedeemed = entryKind('setup_link.redeemed', OCSF.entityManagement, 3)
