import { entryKind, OCSF } from '../../audit/index.ts'

// OCSF Entity Management (3004): 2 read, 3 update (schema.ocsf.io).
/** From here on it says who lets staff look. */
export const contractSet = entryKind('contract.set', OCSF.entityManagement, 3)
/** Somebody saw which data owner a contract is of. */
export const contractRead = entryKind('contract.read', OCSF.entityManagement, 2)
