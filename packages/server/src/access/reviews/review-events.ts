import { entryKind, OCSF } from '../../audit/index.ts'

// OCSF Entity Management (3004): 1 create, 3 update (schema.ocsf.io).
export const reviewStarted = entryKind('review.started', OCSF.entityManagement, 1)
export const reviewDecided = entryKind('review.decided', OCSF.entityManagement, 3)
/** The due date came: what nobody confirmed is suspended. */
export const reviewSettled = entryKind('review.settled', OCSF.entityManagement, 3)
export const reviewClosedEntry = entryKind('review.closed', OCSF.entityManagement, 3)
