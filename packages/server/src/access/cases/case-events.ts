import { entryKind, OCSF } from '../../audit/index.ts'

// OCSF Entity Management (3004): 1 create, 2 read, 3 update, 4 delete (schema.ocsf.io).
export const caseRequested = entryKind('case.requested', OCSF.entityManagement, 1)
export const caseOpened = entryKind('case.opened', OCSF.entityManagement, 3)
export const caseEnded = entryKind('case.ended', OCSF.entityManagement, 4)
export const caseReviewedEntry = entryKind('case.reviewed', OCSF.entityManagement, 3)
/** Somebody saw the ticket of a case and which records it is about. */
export const caseRead = entryKind('case.read', OCSF.entityManagement, 2)
