import { entryKind, OCSF } from '../audit/index.ts'

// OCSF Entity Management: 1 create, 2 read, 3 update, 4 delete … (schema.ocsf.io, class 3004).
export const policyProposed = entryKind('policy.proposed', OCSF.entityManagement, 1)
export const policyApplied = entryKind('policy.applied', OCSF.entityManagement, 3)
export const policyTried = entryKind('policy.tried', OCSF.entityManagement, 2)
/** A person has read and accepts a version. */
export const policyAcknowledged = entryKind('policy.acknowledged', OCSF.entityManagement, 3)
