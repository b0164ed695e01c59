export { endedBucketsCheck, fileModeCheck, noPlaintextCheck, oldEpochsGoneCheck } from './checks.ts'
export { type AeadKey, KEY_BYTES, lengthPrefixed, open, SEAL_OVERHEAD_BYTES, seal } from './crypto/aead.ts'
export { type Ed25519Signer, ed25519Signer, verifyEd25519 } from './crypto/ed25519.ts'
export { deriveKey, hmac, verifyHmac } from './crypto/mac.ts'
export { newKey } from './crypto/random.ts'
export { type BucketKind, dayOf, endOfBucket, HELD_DAY, lawDay, OPEN_DAY } from './days.ts'
export { type BucketsOfDay, deleteDueKeys, type GoneOfTenant } from './destroy/delete-due-keys.ts'
export {
  type DestroyedBucket,
  destroyBucket,
  destroyBuckets,
  dropDays,
  type EndedBucket,
  endedBuckets,
  prepareDays,
} from './destroy/destroy-bucket.ts'
export { type DestroyedKey, destroyDue, overdue } from './destroy/destroy-due.ts'
export {
  type ClearedBucket,
  closeDueBucket,
  type DueBucket,
  dueBuckets,
  fullBuckets,
  noteCleared,
} from './destroy/destroy-due-bucket.ts'
export { clearTenant, destroyTenant } from './destroy/destroy-tenant.ts'
export { type GoneKey, goneCount, goneRecords, keepGone, packGone, unpackGone } from './destroy/gone-keys.ts'
export { bindEnvironment } from './environment/bind-environment.ts'
export { environmentBoundCheck } from './environment/environment-check.ts'
export { initialiseKeys } from './initialise-keys.ts'
export { isBucketNotCurrent } from './keyring/bucket-not-current.ts'
export type { NewTenant, PreparedTenant } from './keyring/create-tenant.ts'
export type { BucketHandle, TenantHandle, TenantRow } from './keyring/held-keys.ts'
export { Keyring, type KeyringOptions } from './keyring/keyring.ts'
export { findTenant, listTenants } from './keyring/tenants.ts'
export type { RecordPlace } from './keyring/wraps.ts'
export { createLogSigner, type OriginSigner, openLogSigner } from './log-signer.ts'
export { type Move, type Moved, moveRecordKeys, rewrapRecordKey } from './renew/move-record-keys.ts'
export type { Progress, RotationOptions } from './renew/progress.ts'
export { type DestroyedVersion, destroyRenewed, type RenewedAway, renewAway } from './renew/renew-away.ts'
export { rotateBucketKey } from './renew/rotate-bucket-key.ts'
export { type EpochRotated, type EpochRotationOptions, rotateEpoch } from './renew/rotate-epoch.ts'
export { rotateTenantKey } from './renew/rotate-tenant-key.ts'
export type { KmsOptions } from './root/aws-kms-provider.ts'
export { FileProvider } from './root/file-provider.ts'
export { createFileRoot, type FileRootPlace } from './root/file-root.ts'
export { openAwsKms } from './root/open-aws-kms.ts'
export type { Destruction, EpochRef, RootProvider } from './root/provider.ts'
export type { RootUse, RootUseEnd, RootUseLog } from './root/root-use.ts'
