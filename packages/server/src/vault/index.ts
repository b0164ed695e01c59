export { recordDigest, subjectDigest } from './cases/subject-digests.ts'
export { vaultChecks } from './checks.ts'
export {
  type EraseInput,
  type EraseOptions,
  type EraseResult,
  eraseOwner,
  type Survivor,
} from './erase/erase-owner.ts'
export { type Cleared, clearGone } from './forget/clear-gone.ts'
export { deleteRecord } from './forget/delete-record.ts'
export { forgetRecords, type GoneKey } from './forget/forget-records.ts'
export { pruneVault } from './forget/prune.ts'
export { SUPPRESSION_MS, type Suppressed, suppress } from './forget/suppress.ts'
export { readImportLines } from './import/import-lines.ts'
export {
  type ImportLine,
  type ImportOutcome,
  importRecordBatches,
  importRecords,
  type LineFault,
} from './import/import-records.ts'
export { listCollections } from './list/list-collections.ts'
export { listRecords } from './list/list-records.ts'
export { vaultListRoutes } from './list/list-routes.ts'
export { type MigrationOptions, migrateRecords } from './migrate/migrate-records.ts'
export type { MigrationProgress } from './migrate/migration-state.ts'
export { type PutResult, Putter } from './put/put-record.ts'
export type { PutInput } from './put/put-slot.ts'
export { countStored } from './records/count-stored.ts'
export { anyEverStored, holdStoring } from './records/ever-stored.ts'
export { readMetadata } from './records/read-metadata.ts'
export { addEvent, type EventResult } from './records/record-events.ts'
export { revealByStaff } from './reveal/reveal-by-staff.ts'
export { Revealer, type RevealResult } from './reveal/reveal-record.ts'
export type { RevealInput } from './reveal/reveal-slot.ts'
export { vaultRoutes } from './routes.ts'
export type { SampleMode } from './sample/made-up-text.ts'
export { sampleKey } from './sample/sample-key.ts'
export { type SampleRecord, sampleRecords } from './sample/sample-records.ts'
export { sampleRoute } from './sample/sample-route.ts'
export { searchByStaff } from './search/search-by-staff.ts'
export { searchRecords } from './search/search-records.ts'
export type { VaultDeps } from './vault-deps.ts'
