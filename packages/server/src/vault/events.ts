import { entryKind, OCSF } from '../audit/index.ts'

// OCSF Datastore Activity: 1 read, 2 update, 3 connect, 4 query, 5 write, 6 create, 7 delete (schema.ocsf.io, class 6005).
export const recordPut = entryKind('record.put', OCSF.datastoreActivity, 5)
export const recordRevealed = entryKind('record.revealed', OCSF.datastoreActivity, 1)
export const recordsSearched = entryKind('records.searched', OCSF.datastoreActivity, 4)
export const recordEvent = entryKind('record.event', OCSF.datastoreActivity, 2)
export const recordDeleted = entryKind('record.deleted', OCSF.datastoreActivity, 7)
/** Tags and records of keys destroyed before are away, and the ids are suppressed. */
export const recordsCleared = entryKind('records.cleared', OCSF.datastoreActivity, 7)
export const recordsMigrated = entryKind('records.migrated', OCSF.datastoreActivity, 2)
export const metadataRead = entryKind('record.metadata_read', OCSF.datastoreActivity, 1)
export const recordsListed = entryKind('records.listed', OCSF.datastoreActivity, 4)
export const ownerErased = entryKind('owner.erased', OCSF.datastoreActivity, 7)
export const recordsSampled = entryKind('records.sampled', OCSF.datastoreActivity, 1)
export const recordsUnchanged = entryKind('records.unchanged', OCSF.datastoreActivity, 5)
