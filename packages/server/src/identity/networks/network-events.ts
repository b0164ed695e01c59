import { entryKind, OCSF } from '../../audit/index.ts'

// OCSF Entity Management (3004): 1 create, 4 delete (schema.ocsf.io).
export const networkAdded = entryKind('network.added', OCSF.entityManagement, 1)
export const networkRemoved = entryKind('network.removed', OCSF.entityManagement, 4)
