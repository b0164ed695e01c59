import { entryKind, OCSF } from '../../audit/index.ts'

// OCSF Account Change (3001): 1 create, 6 delete, 99 other. Group Management (3006): 1 assign privileges, 2 revoke privileges, 3 add user,
// 4 remove user, 5 delete, 6 create. Entity Management (3004): 1 create, 3 update, 4 delete (schema.ocsf.io).
const group = { category: 3, class: 3006 } as const
export const userProvisioned = entryKind('scim.user_created', OCSF.accountChange, 1)
export const userChanged = entryKind('scim.user_changed', OCSF.accountChange, 99)
export const userDeleted = entryKind('scim.user_deleted', OCSF.accountChange, 6)
export const groupCreated = entryKind('scim.group_created', group, 6)
export const groupChanged = entryKind('scim.group_changed', group, 99)
export const groupDeleted = entryKind('scim.group_deleted', group, 5)
export const memberAdded = entryKind('scim.member_added', group, 3)
export const memberRemoved = entryKind('scim.member_removed', group, 4)
export const groupMapped = entryKind('scim.group_mapped', group, 1)
export const groupUnmapped = entryKind('scim.group_unmapped', group, 2)
export const tokenCreated = entryKind('scim.token_created', OCSF.entityManagement, 1)
export const tokenRevoked = entryKind('scim.token_revoked', OCSF.entityManagement, 4)
