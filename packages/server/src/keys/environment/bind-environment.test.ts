import assert from 'node:assert/strict'
import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { test } from 'node:test'
import { newId } from '../../platform/ids.ts'
import { lengthPrefixed } from '../crypto/aead.ts'
import { hmac } from '../crypto/mac.ts'
import { initialiseKeys } from '../initialise-keys.ts'
import { AwsKmsProvider } from '../root/aws-kms-provider.ts'
import { FileProvider } from '../root/file-provider.ts'
import { createFileRoot } from '../root/file-root.ts'
import { keyDirectory, keysWorld } from '../test-support/keys-world.ts'
import { startKmsServer } from '../test-support/kms-server.ts'
import { bindEnvironment } from './bind-environment.ts'

const still = { name: 'test', injectedClock: false }
const movable = { name: 'test', injectedClock: true }
const wrong = { code: 'key_environment_wrong', status: 500 }

test('what an environment is is sealed once, and a row that says otherwise later is refused', async (t) => {
  const { keyring, another } = await keysWorld(t)
  await bindEnvironment(keyring.deps, still)
  await bindEnvironment(another().deps, still)
  await assert.rejects(bindEnvironment(another().deps, movable), wrong)
  await assert.rejects(bindEnvironment(another().deps, { ...still, name: 'other' }), wrong)
})

test('a movable clock is sealed before the first tenant, and not after', async (t) => {
  const before = await keysWorld(t)
  await bindEnvironment(before.keyring.deps, movable)
  await before.tenant('a')
  await bindEnvironment(before.another().deps, movable)
  await assert.rejects(bindEnvironment(before.another().deps, still), wrong)
  const after = await keysWorld(t)
  await after.tenant('a')
  await assert.rejects(bindEnvironment(after.keyring.deps, movable), wrong)
  await bindEnvironment(after.keyring.deps, still)
})

test('several starts at once seal one statement', async (t) => {
  const { another } = await keysWorld(t)
  await Promise.all([1, 2, 3].map(() => bindEnvironment(another().deps, still)))
  await bindEnvironment(another().deps, still)
})

test('with KMS a key of one environment is not opened for another: the context that KMS holds it against differs', async (t) => {
  const kms = await startKmsServer()
  const { endpoint, region, credentials } = kms
  const provider = new AwsKmsProvider({ endpoint, region, credentials, timeoutMs: 2000, attempts: 1 })
  t.after(() => {
    provider.close()
    return kms.close()
  })
  const world = await keysWorld(t, provider)
  const { tenant } = await world.tenant('a')
  await bindEnvironment(world.keyring.deps, still)
  const elsewhere = world.another({ environment: 'staging' })
  const refused = { code: 'key_provider_refused' }
  await assert.rejects(bindEnvironment(elsewhere.deps, { ...still, name: 'staging' }), refused)
  await assert.rejects(async () => await elsewhere.tenant(tenant), refused)
  // What an environment of its own has there is another key.
  assert.equal(await initialiseKeys(world.another().deps), false)
  assert.equal(kms.keys.size, 1)
})

test('an epoch key in a file does not open under another name, even where the root key does', async (t) => {
  const directory = await keyDirectory(t)
  await createFileRoot({ directory, environment: 'production' })
  const production = new FileProvider({ directory, environment: 'production' })
  const staging = new FileProvider({ directory, environment: 'staging' })
  await production.createEpoch(Buffer.alloc(16))
  const id = newId()
  const epoch = await production.createEpoch(id)
  await assert.rejects(staging.check(), wrong)
  // The check value is made anew by somebody who holds the root key.
  const path = join(directory, 'root.key')
  const root = await readFile(path)
  const check = (environment: string) =>
    hmac(root.subarray(16, 48), lengthPrefixed(['azukari/root-check/v1', environment]))
  await writeFile(path, Buffer.concat([root.subarray(0, 48), check('staging')]))
  await staging.check()
  // A second creation of an epoch proves that it opens before anybody relies on it.
  await assert.rejects(staging.createEpoch(id), { code: 'ciphertext_invalid' })
  await writeFile(path, Buffer.concat([root.subarray(0, 48), check('production')]))
  assert.equal((await production.createEpoch(id)).ref, epoch.ref)
})
