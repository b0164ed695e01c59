export {
  type Audited,
  AuditWriter,
  type AuditWriterOptions,
  type Entries,
} from './audit-writer.ts'
export { auditChecks } from './checks.ts'
export { type EntryDraft, type EntryKind, entryKind, OCSF } from './entry.ts'
export type { ReadEntry } from './entry-place.ts'
export * as auditErrors from './errors.ts'
export * as auditEvents from './events.ts'
export { type Exported, exportLog } from './export-log.ts'
export { logKeyRoute } from './key-route.ts'
export type { Batch } from './lane.ts'
export { ensureOrigin, originName, readOrigin } from './log-origin.ts'
export { LogReader } from './log-reader.ts'
export {
  entryOf,
  type OpenedValue,
  type OpeningOpener,
  openEntries,
  type PlacedEntry,
} from './open-entries.ts'
export type { OpeningSealer } from './opening-sealer.ts'
export {
  type LogIdentity,
  type LogSigner,
  newProcessKey,
  type ProcessKey,
  rawPublicKey,
} from './process-key.ts'
export {
  type EntriesPage,
  type EntryView,
  readEntries,
} from './read-entries.ts'
export { type FollowOptions, LogFollowers } from './read-follow.ts'
export { type LogHealth, readLogHealth } from './read-health.ts'
export { entryToWire, type LogReading, logReadRoutes } from './read-routes.ts'
export { logRoutes } from './routes.ts'
export { type Sequencer, type SequencerOptions, type SequencerStatus, startSequencer } from './sequencer.ts'
export { type VerifyWith, verifyDatabase, verifyDirectory, verifyServer, vkeyOf } from './verify-log.ts'
