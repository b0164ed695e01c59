import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { TestContext } from 'node:test'
import { type TestDatabase, testDatabase } from '../../../test/database.ts'
import type { Sql } from '../../platform/db.ts'
import { newId } from '../../platform/ids.ts'
import { silentLogger } from '../../platform/logger.ts'
import { newKey } from '../crypto/random.ts'
import { initialiseKeys } from '../initialise-keys.ts'
import type { BucketHandle, TenantRow } from '../keyring/held-keys.ts'
import { Keyring, type KeyringOptions } from '../keyring/keyring.ts'
import { FileProvider } from '../root/file-provider.ts'
import { createFileRoot } from '../root/file-root.ts'
import type { RootProvider } from '../root/provider.ts'
import type { RootUse, RootUseEnd, RootUseLog } from '../root/root-use.ts'

export const NOON = Date.UTC(2026, 10, 22, 12)

export interface TestClock {
  ms: number
  now(): number
}

export const testClock = (ms = NOON): TestClock => ({
  ms,
  now() {
    return this.ms
  },
})

/** Keeps what is logged; `refuse` makes it fail. */
export class MemoryUseLog implements RootUseLog {
  readonly intents: RootUse[] = []
  readonly ends: RootUseEnd[] = []
  refuse = false

  async intent(use: RootUse): Promise<void> {
    if (this.refuse) throw new Error('the log cannot be written')
    this.intents.push(use)
  }

  async done(use: RootUseEnd): Promise<void> {
    this.ends.push(use)
  }
}

export async function keyDirectory(t: Pick<TestContext, 'after'>): Promise<string> {
  const parent = await mkdtemp(join(tmpdir(), 'azukari-keys-'))
  t.after(() => rm(parent, { recursive: true, force: true }))
  return join(parent, 'keys')
}

export interface KeysWorld {
  readonly db: TestDatabase
  readonly clock: TestClock
  readonly uses: MemoryUseLog
  readonly provider: RootProvider
  readonly keyring: Keyring
  /** Another process on the same database and provider. */
  another(options?: Partial<KeyringOptions>): Keyring
  tenant(slug: string): Promise<TenantRow>
  /** Stores a fresh record key in a bucket, as the vault does. */
  record(bucket: BucketHandle, dueMs: number | null, sql?: Sql): Promise<StoredKey>
  /** Reads a record key back from its row through a keyring; undefined when there is no row. */
  read(stored: StoredKey, through?: Keyring): Promise<Buffer | undefined>
}

export interface StoredKey {
  readonly tenant: number
  readonly record: Buffer
  readonly group: number
  readonly key: Buffer
}

export async function keysWorld(t: TestContext, given?: RootProvider): Promise<KeysWorld> {
  const db = await testDatabase(t)
  const clock = testClock()
  const uses = new MemoryUseLog()
  const provider = given ?? (await fileProvider(t, clock))
  const another = (options: Partial<KeyringOptions> = {}) => {
    const base = { database: db.app, provider, environment: 'test', clock, uses, log: silentLogger }
    const keyring = new Keyring({ ...base, ...options })
    t.after(() => keyring.close())
    return keyring
  }
  const keyring = another()
  await initialiseKeys(keyring.deps)
  return {
    db,
    clock,
    uses,
    provider,
    keyring,
    another,
    async tenant(slug) {
      const prepared = await keyring.prepareTenant({ slug, zone: 'Asia/Tokyo' })
      return await db.app.across.tx((tx) => keyring.createTenant(tx, prepared))
    },
    record: (bucket, dueMs, sql = db.app.across.read) => storeKey(keyring, sql, bucket, dueMs),
    read: (stored, through = keyring) => readKey(through, db.app.across.read, stored),
  }
}

async function fileProvider(t: TestContext, clock: TestClock): Promise<FileProvider> {
  const place = { directory: await keyDirectory(t), environment: 'test' }
  await createFileRoot(place)
  return new FileProvider(place, clock)
}

export async function storeKey(
  keyring: Keyring,
  sql: Sql,
  bucket: BucketHandle,
  dueMs: number | null,
): Promise<StoredKey> {
  const key = newKey()
  const [record, group] = [newId(), 1]
  const wrapped = keyring.wrapRecordKey(bucket, { record, group, dueMs }, key)
  await sql.query(
    {
      text: `INSERT INTO keys.record_key (tenant, day, bucket, due_ms, bucket_version, grp, record, wrapped)
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8)`,
    },
    [bucket.tenant, bucket.day, bucket.bucket, dueMs, bucket.version, group, record, wrapped],
  )
  return { tenant: bucket.tenant, record, group, key }
}

export async function readKey(keyring: Keyring, sql: Sql, stored: StoredKey): Promise<Buffer | undefined> {
  const { tenant, record, group } = stored
  const [row] = await sql.query<{ bucket: number; version: number; due: number | null; wrapped: Buffer }>(
    {
      text: `SELECT bucket, bucket_version AS version, due_ms AS due, wrapped FROM keys.record_key
             WHERE tenant = $1 AND record = $2 AND grp = $3`,
    },
    [tenant, record, group],
  )
  if (!row) return undefined
  const bucket = await keyring.bucket(row.bucket, row.version)
  return keyring.unwrapRecordKey(bucket, { record, group, dueMs: row.due }, row.wrapped)
}
