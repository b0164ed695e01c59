import { entryKind, OCSF } from './entry/entry.ts'

/** First entry of a lane: names the process key that signs its batches, endorsed by the log's key, and the lane it succeeds, if any. */
export const laneOpened = entryKind('lane.opened', OCSF.entityManagement, 1)
/** Someone read entries: which bundle, and how wide. Committed before a byte leaves. */
export const entriesRead = entryKind('log.read', OCSF.datastoreActivity, 2)
/** Somebody follows the log: from where, and until when at most. Committed before the first entry leaves. */
export const logFollowed = entryKind('log.followed', OCSF.datastoreActivity, 3)
/** … and how far they got. */
export const logFollowEnded = entryKind('log.follow_ended', OCSF.datastoreActivity, 99)
/** The sequencer stopped at a batch that does not follow the one before it; `code` says how. */
export const laneGap = entryKind('lane.gap', OCSF.detectionFinding, 1)
export const bundlesPruned = entryKind('log.pruned', OCSF.datastoreActivity, 4)
