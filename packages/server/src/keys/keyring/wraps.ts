import { type AeadKey, lengthPrefixed, open, seal } from '../crypto/aead.ts'

/** Which tenant key wraps something. */
export interface UnderTenant {
  readonly environment: string
  readonly tenant: number
  readonly tenantVersion: number
}

export interface BucketPlace extends UnderTenant {
  readonly bucket: number
  readonly day: number
  readonly version: number
}

/** What a wrapped record key is bound to beside its bucket. The deadline too: putting it off in the row alone makes the key unusable. */
export interface RecordPlace {
  /** 16 bytes. */
  readonly record: Uint8Array
  readonly group: number
  readonly dueMs: number | null
}

function numbers(...values: readonly number[]): Buffer {
  const out = Buffer.allocUnsafe(values.length * 8)
  values.forEach((value, i) => {
    out.writeBigInt64BE(BigInt(value), i * 8)
  })
  return out
}

export const bucketKeyAad = (p: BucketPlace): Buffer =>
  lengthPrefixed([
    'azukari/bucket-key/v1',
    p.environment,
    numbers(p.tenant, p.tenantVersion, p.bucket, p.day, p.version),
  ])

export const bucketSeedAad = (p: Omit<BucketPlace, 'version'>): Buffer =>
  lengthPrefixed([
    'azukari/bucket-seed/v1',
    p.environment,
    numbers(p.tenant, p.tenantVersion, p.bucket, p.day),
  ])

export const tenantSecretAad = (p: UnderTenant, name: string): Buffer =>
  lengthPrefixed(['azukari/tenant-secret/v1', p.environment, numbers(p.tenant, p.tenantVersion), name])

/** The part of a record key's associated data that all of a bucket share: made once, for the write path. */
export const recordKeyPrefix = (p: Omit<BucketPlace, 'tenantVersion'>): Buffer =>
  lengthPrefixed(['azukari/record-key/v1', p.environment, numbers(p.tenant, p.bucket, p.day, p.version)])

const RECORD_BYTES = 16
const NO_DEADLINE = -1

function recordKeyAad(prefix: Buffer, { record, group, dueMs }: RecordPlace): Buffer {
  if (record.length !== RECORD_BYTES) throw new RangeError('a record id has 16 bytes')
  const at = prefix.length
  const aad = Buffer.allocUnsafe(at + 4 + RECORD_BYTES + 10)
  prefix.copy(aad)
  aad.writeUInt32BE(RECORD_BYTES + 10, at)
  aad.set(record, at + 4)
  aad.writeInt16BE(group, at + 4 + RECORD_BYTES)
  const due = dueMs ?? NO_DEADLINE
  if (!Number.isSafeInteger(due) || (due < 0 && dueMs !== null)) throw new RangeError('a deadline is a time')
  aad.writeInt32BE(Math.floor(due / 0x1_0000_0000), at + 6 + RECORD_BYTES)
  aad.writeUInt32BE(due >>> 0, at + 10 + RECORD_BYTES)
  return aad
}

/** 60 bytes: nonce, 32 bytes of ciphertext, tag. */
export function wrapRecordKey(
  key: AeadKey,
  prefix: Buffer,
  place: RecordPlace,
  recordKey: Uint8Array,
): Buffer {
  if (recordKey.length !== 32) throw new RangeError('a record key has 32 bytes')
  return seal(key, recordKey, recordKeyAad(prefix, place))
}

/** The caller wipes it after use. Throws `ciphertext_invalid`. */
export function unwrapRecordKey(
  key: AeadKey,
  prefix: Buffer,
  place: RecordPlace,
  wrapped: Uint8Array,
): Buffer {
  return open(key, wrapped, recordKeyAad(prefix, place))
}
