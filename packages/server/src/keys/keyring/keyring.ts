import type { Clock } from '../../platform/clock.ts'
import type { Database, Tx } from '../../platform/db.ts'
import type { Logger } from '../../platform/logger.ts'
import { lengthPrefixed, open, seal } from '../crypto/aead.ts'
import { dayOf, HELD_DAY, lawDay, OPEN_DAY } from '../days.ts'
import type { KeysDeps } from '../keys-deps.ts'
import type { RootProvider } from '../root/provider.ts'
import { Root } from '../root/root.ts'
import type { RootUseLog } from '../root/root-use.ts'
import { openSecret, sealSecret } from '../secrets.ts'
import { createTenant, type NewTenant, type PreparedTenant, prepareTenant } from './create-tenant.ts'
import { findBucket } from './find-bucket.ts'
import type { BucketHandle, TenantHandle, TenantKeyHeld, TenantRow } from './held-keys.ts'
import { KeyCache } from './key-cache.ts'
import { loadBucket, loadCurrentBuckets } from './load-buckets.ts'
import { loadTenant, loadTenantKey } from './load-tenant.ts'
import { type RecordPlace, unwrapRecordKey, wrapRecordKey } from './wraps.ts'

export interface KeyringOptions {
  readonly database: Database
  readonly provider: RootProvider
  readonly environment: string
  readonly clock: Clock
  readonly uses: RootUseLog
  readonly log: Logger
  /** How long a key is held unwrapped at most; five minutes when not given. In milliseconds. */
  readonly lifetimeMs?: number
  /** How many bucket keys are held at most, and how many tenants. */
  readonly maxKeys?: number
}

const LIFETIME_MS = 5 * 60_000
const MAX_KEYS = 20_000
const SWEEP_EVERY_MS = 10_000

/**
 * The keys in use. What returns `X | Promise<X>` is there at once when the key is held: test with `instanceof Promise` on hot paths. When the
 * provider is gone, what is held serves until its time is over; after that every call fails with `key_provider_unavailable` until it is back.
 */
export class Keyring {
  readonly deps: KeysDeps
  readonly #tenantKeys: KeyCache<TenantKeyHeld & { readonly tenant: number }>
  readonly #tenants: KeyCache<TenantHandle>
  readonly #buckets: KeyCache<BucketHandle>
  /** Which bucket, in which version, record keys of a tenant's day go into. */
  readonly #places = new Map<string, { readonly bucket: number; readonly version: number }>()
  readonly #finding = new Map<string, Promise<BucketHandle>>()
  readonly #timer: NodeJS.Timeout

  constructor(options: KeyringOptions) {
    const { database, environment, clock, log, lifetimeMs = LIFETIME_MS, maxKeys = MAX_KEYS } = options
    const tenantKey = (tenant: number, version: number) => this.#tenantKey(tenant, version)
    this.deps = { database, environment, clock, log, lifetimeMs, root: new Root(options), tenantKey }
    this.#tenantKeys = new KeyCache({ clock, max: maxKeys })
    this.#tenants = new KeyCache({ clock, max: maxKeys })
    this.#buckets = new KeyCache({ clock, max: maxKeys })
    this.#timer = setInterval(() => this.sweep(), SWEEP_EVERY_MS).unref()
  }

  /** Calls the provider; then `createTenant` in a transaction. */
  prepareTenant(tenant: NewTenant): Promise<PreparedTenant> {
    return prepareTenant(this.deps, tenant)
  }

  createTenant(tx: Tx, prepared: PreparedTenant): Promise<TenantRow> {
    return createTenant(this.deps, tx, prepared)
  }

  /** A tenant in use; number 0 is the installation itself. Throws `tenant_unknown`. */
  tenant(tenant: number): TenantHandle | Promise<TenantHandle> {
    return this.#tenants.get(String(tenant), () => loadTenant(this.deps, tenant))
  }

  /** Seals for a tenant under a key of its own for this purpose: what is to die with the tenant and needs no bucket. */
  async seal(tenant: number, purpose: string, plaintext: Uint8Array, aad: Uint8Array): Promise<Buffer> {
    const handle = await this.tenant(tenant)
    return seal(handle.digestKey(`seal/${purpose}`), plaintext, lengthPrefixed([purpose, aad]))
  }

  /** Opens what `seal` made. Throws `ciphertext_invalid`. */
  async unseal(tenant: number, purpose: string, sealed: Uint8Array, aad: Uint8Array): Promise<Buffer> {
    const handle = await this.tenant(tenant)
    return open(handle.digestKey(`seal/${purpose}`), sealed, lengthPrefixed([purpose, aad]))
  }

  /** For what has no final deadline yet. */
  openBucket(tenant: number): BucketHandle | Promise<BucketHandle> {
    return this.#place(tenant, OPEN_DAY)
  }

  /** For what is on hold. */
  heldBucket(tenant: number): BucketHandle | Promise<BucketHandle> {
    return this.#place(tenant, HELD_DAY)
  }

  /** Of the UTC day of a deadline; of today when it has passed. */
  dayBucket(tenant: number, dueMs: number): BucketHandle | Promise<BucketHandle> {
    return this.#place(tenant, dayOf(Math.max(dueMs, this.deps.clock.now())))
  }

  /** Of the UTC month until which the law retains it; of this month when it has passed. */
  lawBucket(tenant: number, dueMs: number): BucketHandle | Promise<BucketHandle> {
    return this.#place(tenant, lawDay(Math.max(dueMs, this.deps.clock.now())))
  }

  /** One version of a bucket's key, as a record key's row names it. Throws `key_gone`: read the row again, then it is gone. */
  bucket(bucket: number, version: number): BucketHandle | Promise<BucketHandle> {
    return this.#buckets.get(`${bucket}/${version}`, () => loadBucket(this.deps, bucket, version))
  }

  /** Every bucket of a tenant that is alive now: what a search computes its tags for. */
  async liveBuckets(tenant: number): Promise<BucketHandle[]> {
    const rows = await this.deps.database.of(tenant).read.query<{ bucket: number; version: number }>(
      {
        name: 'keys-live-buckets',
        text: `SELECT bucket, version FROM keys.bucket WHERE tenant = $1 AND state = 'live' ORDER BY bucket`,
      },
      [tenant],
    )
    const held: BucketHandle[] = []
    const missing: number[] = []
    for (const { bucket, version } of rows) {
      const handle = this.#buckets.peek(`${bucket}/${version}`)
      if (handle) held.push(handle)
      else missing.push(bucket)
    }
    if (missing.length === 0) return held
    const loaded = await loadCurrentBuckets(this.deps, tenant, missing)
    for (const handle of loaded) this.#buckets.put(`${handle.bucket}/${handle.version}`, handle)
    return [...held, ...loaded]
  }

  /** 60 bytes, bound to the bucket, the record, its group and its deadline. */
  wrapRecordKey(bucket: BucketHandle, place: RecordPlace, recordKey: Uint8Array): Buffer {
    return wrapRecordKey(bucket.key.object, bucket.prefix, place, recordKey)
  }

  /** The caller wipes it. Throws `ciphertext_invalid`, also when the row's deadline was altered. */
  unwrapRecordKey(bucket: BucketHandle, place: RecordPlace, wrapped: Uint8Array): Buffer {
    return unwrapRecordKey(bucket.key.object, bucket.prefix, place, wrapped)
  }

  /** Key for the tags of a field in a bucket; use it at once. */
  searchKey(bucket: BucketHandle, field: number, indexVersion = 1): Buffer {
    return bucket.searchKey(field, indexVersion)
  }

  /** Stores a secret of the installation, once. */
  sealSecret(name: string, plaintext: Uint8Array): Promise<void> {
    return sealSecret(this.deps, name, plaintext)
  }

  openSecret(name: string): Promise<Buffer> {
    return openSecret(this.deps, name)
  }

  /** After the database refused a record key as not wrapped by its bucket's current key (`isBucketNotCurrent`): look again. */
  forgetPlaces(): void {
    this.#places.clear()
    this.#finding.clear()
  }

  forgetBucket(bucket: number): void {
    this.forgetPlaces()
    this.#buckets.invalidate((handle) => handle.bucket === bucket)
  }

  forgetTenant(tenant: number): void {
    this.forgetPlaces()
    this.#tenantKeys.invalidate((held) => held.tenant === tenant)
    this.#tenants.invalidate((handle) => handle.tenant === tenant)
    this.#buckets.invalidate((handle) => handle.tenant === tenant)
  }

  /** Wipes what is over; runs by itself every ten seconds. */
  sweep(): void {
    for (const cache of [this.#tenantKeys, this.#tenants, this.#buckets]) cache.sweep()
    if (this.#places.size > 2 * MAX_KEYS) this.#places.clear()
  }

  /** Wipes every key. */
  close(): void {
    clearInterval(this.#timer)
    for (const cache of [this.#tenantKeys, this.#tenants, this.#buckets]) cache.clear()
    this.forgetPlaces()
  }

  #tenantKey(tenant: number, version: number): TenantKeyHeld | Promise<TenantKeyHeld> {
    return this.#tenantKeys.get(`${tenant}/${version}`, async () => ({
      ...(await loadTenantKey(this.deps, tenant, version)),
      tenant,
    }))
  }

  #place(tenant: number, day: number): BucketHandle | Promise<BucketHandle> {
    const name = `${tenant}/${day}`
    const place = this.#places.get(name)
    if (place) return this.bucket(place.bucket, place.version)
    const running = this.#finding.get(name)
    if (running) return running
    const finding = this.#find(name, tenant, day).finally(() => {
      if (this.#finding.get(name) === finding) this.#finding.delete(name)
    })
    this.#finding.set(name, finding)
    return finding
  }

  async #find(name: string, tenant: number, day: number): Promise<BucketHandle> {
    const found = await findBucket(this.deps, tenant, day)
    const handle = await this.bucket(found.bucket, found.version)
    this.#places.set(name, found)
    return handle
  }
}
