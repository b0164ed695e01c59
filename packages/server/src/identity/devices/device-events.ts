import { entryKind, OCSF } from '../../audit/index.ts'

// OCSF Entity Management (3004): 1 create, 3 update, 4 delete. Authentication (3002): 1 logon (schema.ocsf.io).
export const deviceEnrolled = entryKind('device.enrolled', OCSF.entityManagement, 1)
export const deviceApproved = entryKind('device.approved', OCSF.entityManagement, 3)
export const deviceRevoked = entryKind('device.revoked', OCSF.entityManagement, 4)
export const deviceConfirmed = entryKind('device.confirmed', OCSF.authentication, 1)
export const deviceMissing = entryKind('device.missing', OCSF.authentication, 1)
