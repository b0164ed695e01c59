import { entryKind, OCSF } from '../audit/index.ts'

// OCSF User Access Management (3005): 1 assign privileges, 2 revoke privileges (schema.ocsf.io).
const userAccess = { category: 3, class: 3005 } as const
export const grantCreated = entryKind('grant.created', userAccess, 1)
export const grantRevoked = entryKind('grant.revoked', userAccess, 2)
export const roleAssigned = entryKind('role.assigned', userAccess, 1)
export const roleUnassigned = entryKind('role.unassigned', userAccess, 2)
/** A caller asked for something that is not about a collection and has no grant for it. Activity 99: other. */
export const actionRefused = entryKind('action.refused', OCSF.apiActivity, 99)

// OCSF Entity Management (3004): 1 create, 3 update.
export const requestMade = entryKind('request.made', OCSF.entityManagement, 1)
export const requestDecided = entryKind('request.decided', OCSF.entityManagement, 3)
export const requestReviewed = entryKind('request.reviewed', OCSF.entityManagement, 3)
/** Somebody tried to decide what they asked for or gain by, or without having done what comes first. */
export const decisionRefused = entryKind('request.decision_refused', OCSF.apiActivity, 99)
