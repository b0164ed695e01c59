export { auditChecks } from './checks.ts'
export { type EntryDraft, type EntryKind, entryKind, OCSF } from './entry/entry.ts'
export type { ReadEntry } from './entry/entry-place.ts'
export * as auditErrors from './errors.ts'
export * as auditEvents from './events.ts'
export { type Exported, exportLog } from './export/export-log.ts'
export {
  entryOf,
  type OpenedValue,
  type OpeningOpener,
  openEntries,
  type PlacedEntry,
} from './open/open-entries.ts'
export type { OpeningSealer } from './open/opening-sealer.ts'
export { logKeyRoute } from './origin/key-route.ts'
export { ensureOrigin, originName, readOrigin } from './origin/log-origin.ts'
export {
  type LogIdentity,
  type LogSigner,
  newProcessKey,
  type ProcessKey,
  rawPublicKey,
} from './origin/process-key.ts'
export { LogReader } from './read/log-reader.ts'
export {
  type EntriesPage,
  type EntryView,
  readEntries,
} from './read/read-entries.ts'
export { type FollowOptions, LogFollowers } from './read/read-follow.ts'
export { type LogHealth, readLogHealth } from './read/read-health.ts'
export { entryToWire, type LogReading, logReadRoutes } from './read/read-routes.ts'
export { logRoutes } from './routes.ts'
export {
  type Sequencer,
  type SequencerOptions,
  type SequencerStatus,
  startSequencer,
} from './sequence/sequencer.ts'
export {
  type VerifyWith,
  verifyDatabase,
  verifyDirectory,
  verifyServer,
  vkeyOf,
} from './verify/verify-log.ts'
export {
  AcrossWriter,
  type Audited,
  AuditWriter,
  type AuditWriterOptions,
  type Entries,
} from './write/audit-writer.ts'
export type { Batch } from './write/lane.ts'
