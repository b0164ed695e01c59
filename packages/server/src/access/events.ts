import { entryKind, OCSF } from '../audit/index.ts'

// OCSF User Access Management (3005): 1 assign privileges, 2 revoke privileges (schema.ocsf.io).
const userAccess = { category: 3, class: 3005 } as const
export const grantCreated = entryKind('grant.created', userAccess, 1)
export const grantRevoked = entryKind('grant.revoked', userAccess, 2)
/** A caller asked for something that is not about a collection and has no grant for it. Activity 99: other. */
export const actionRefused = entryKind('action.refused', OCSF.apiActivity, 99)
