import assert from 'node:assert/strict'
import type { TestContext } from 'node:test'
import { DAY_MS } from '../days.ts'
import { isBucketNotCurrent } from '../keyring/bucket-not-current.ts'
import type { Keyring } from '../keyring/keyring.ts'
import { type KeysWorld, keysWorld, NOON, type StoredKey, storeKey } from './keys-world.ts'

/** A deadline some days ahead. */
export const DUE = NOON + 30 * DAY_MS
export const killed = new Error('killed')

/** A tenant with five record keys in days' buckets and five in the open one. */
export async function filled(t: TestContext) {
  const world = await keysWorld(t)
  const { tenant } = await world.tenant('shop')
  const stored: StoredKey[] = []
  for (let i = 0; i < 5; i++) {
    const due = DUE + i * DAY_MS
    stored.push(await world.record(await world.keyring.dayBucket(tenant, due), due))
    stored.push(await world.record(await world.keyring.openBucket(tenant), null))
  }
  return { world, tenant, stored }
}

/** Every one of them opens, in a process that holds no key yet unless one is given. */
export async function allOpen(world: KeysWorld, stored: readonly StoredKey[], through?: Keyring) {
  const ring = through ?? world.another()
  for (const one of stored) assert.deepEqual(await world.read(one, ring), one.key)
}

export const one = async <T extends object>(world: KeysWorld, text: string) =>
  (await world.db.owner.read.query<T>({ text }))[0]

/** Stops a renewal after its n-th batch, as a kill would. */
export function killAfter(n: number) {
  let batches = 0
  return {
    batch: 2,
    onProgress: () => {
      if (++batches === n) throw killed
    },
  }
}

/** Puts and reads in another process until told to stop; what it stored must all be there afterwards. */
export function traffic(world: KeysWorld, tenant: number) {
  const ring = world.another()
  const stored: StoredKey[] = []
  let stopped = false
  const put = async () => {
    for (;;) {
      try {
        return await storeKey(ring, world.db.app.across.read, await ring.openBucket(tenant), null)
      } catch (error) {
        if (!isBucketNotCurrent(error)) throw error
        ring.forgetPlaces()
      }
    }
  }
  const read = async (key: StoredKey) => {
    for (;;) {
      try {
        return assert.deepEqual(await world.read(key, ring), key.key)
      } catch (error) {
        // The row was read just before its key was replaced: a reveal reads it again.
        if (!(error instanceof Error && 'code' in error && error.code === 'key_gone')) throw error
      }
    }
  }
  const running = (async () => {
    while (!stopped) {
      stored.push(await put())
      await read(stored[Math.floor(stored.length / 2)] as StoredKey)
    }
  })()
  return {
    stored,
    async stop() {
      stopped = true
      await running
      return stored
    },
  }
}
