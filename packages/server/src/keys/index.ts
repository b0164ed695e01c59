export { type AeadKey, KEY_BYTES, lengthPrefixed, open, SEAL_OVERHEAD_BYTES, seal } from './aead.ts'
export { AwsKmsProvider, type KmsOptions } from './aws-kms-provider.ts'
export { bindEnvironment } from './bind-environment.ts'
export { isBucketNotCurrent } from './bucket-not-current.ts'
export { endedBucketsCheck, fileModeCheck, noPlaintextCheck, oldEpochsGoneCheck } from './checks.ts'
export type { NewTenant, PreparedTenant } from './create-tenant.ts'
export { type BucketKind, dayOf, endOfBucket, HELD_DAY, lawDay, OPEN_DAY } from './days.ts'
export {
  type DestroyedBucket,
  destroyBucket,
  destroyBuckets,
  dropDays,
  type EndedBucket,
  endedBuckets,
  prepareDays,
} from './destroy-bucket.ts'
export { type DestroyedKey, destroyDue, overdue } from './destroy-due.ts'
export {
  type ClearedBucket,
  closeDueBucket,
  type DueBucket,
  dueBuckets,
  noteCleared,
} from './destroy-due-bucket.ts'
export { clearTenant, destroyTenant } from './destroy-tenant.ts'
export { type Ed25519Signer, ed25519Signer, verifyEd25519 } from './ed25519.ts'
export { environmentBoundCheck } from './environment-check.ts'
export { FileProvider } from './file-provider.ts'
export { createFileRoot, type FileRootPlace } from './file-root.ts'
export type { BucketHandle, TenantHandle, TenantRow } from './held-keys.ts'
export { initialiseKeys } from './initialise-keys.ts'
export { Keyring, type KeyringOptions } from './keyring.ts'
export { createLogSigner, type OriginSigner, openLogSigner } from './log-signer.ts'
export { deriveKey, hmac, verifyHmac } from './mac.ts'
export { type Move, type Moved, moveRecordKeys, rewrapRecordKey } from './move-record-keys.ts'
export type { Progress, RotationOptions } from './progress.ts'
export type { Destruction, EpochRef, RootProvider } from './provider.ts'
export { newKey } from './random.ts'
export type { RootUse, RootUseEnd, RootUseLog } from './root-use.ts'
export { rotateBucketKey } from './rotate-bucket-key.ts'
export { type EpochRotated, type EpochRotationOptions, rotateEpoch } from './rotate-epoch.ts'
export { rotateTenantKey } from './rotate-tenant-key.ts'
export { findTenant, listTenants } from './tenants.ts'
export type { RecordPlace } from './wraps.ts'
