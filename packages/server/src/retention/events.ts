import { entryKind, OCSF } from '../audit/index.ts'

export const keysDestroyed = entryKind('retention.destroyed', OCSF.datastoreActivity, 7)
export const sweepHalted = entryKind('retention.halted', OCSF.detectionFinding, 1)
export const sweepResumed = entryKind('retention.resumed', OCSF.detectionFinding, 3)
export const sweepBeat = entryKind('retention.alive', OCSF.datastoreActivity, 1)
export const gapConfirmed = entryKind('retention.gap_confirmed', OCSF.entityManagement, 1)
export const bucketDestroyed = entryKind('retention.bucket_destroyed', OCSF.datastoreActivity, 7)
/** A bucket that has to stay got a newer key without what is due, and the older key is destroyed. */
export const bucketRenewed = entryKind('retention.bucket_renewed', OCSF.datastoreActivity, 7)
export const bucketCleared = entryKind('retention.bucket_cleared', OCSF.datastoreActivity, 7)
/** A clock had run ahead: what was signed and swept at times that were still to come, and was set right. */
export const aheadRepaired = entryKind('retention.ahead_repaired', OCSF.entityManagement, 3)
