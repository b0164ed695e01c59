import assert from 'node:assert/strict'
import { type TestContext, test } from 'node:test'
import { newId } from '../../platform/ids.ts'
import { newKey } from '../crypto/random.ts'
import { startKmsServer } from '../test-support/kms-server.ts'
import { AwsKmsProvider } from './aws-kms-provider.ts'

const context = { environment: 'ab', level: 'tenant-key', tenant: 'cd', version: '1' }
const unavailable = { code: 'key_provider_unavailable' }
const refused = { code: 'key_provider_refused' }

async function made(t: TestContext) {
  const kms = await startKmsServer()
  const { endpoint, region, credentials } = kms
  const provider = new AwsKmsProvider({ endpoint, region, credentials, timeoutMs: 300, attempts: 2 })
  t.after(() => {
    provider.close()
    return kms.close()
  })
  return { kms, provider }
}

test('wraps and unwraps with one KMS key an epoch, bound to its context', async (t) => {
  const { kms, provider } = await made(t)
  await provider.check()
  const epoch = await provider.createEpoch(newId())
  const key = newKey()
  const wrapped = await provider.wrap(epoch, key, context)
  assert.equal(wrapped.includes(key), false)
  assert.deepEqual(await provider.unwrap(epoch, wrapped, context), key)
  await assert.rejects(provider.unwrap(epoch, wrapped, { ...context, tenant: 'ef' }), refused)
  const other = await provider.createEpoch(newId())
  assert.notEqual(other.ref, epoch.ref)
  await assert.rejects(provider.unwrap(other, wrapped, context), refused)
  assert.deepEqual(kms.calls.find((c) => c.operation === 'Encrypt')?.input.EncryptionContext, context)
})

test('the same epoch id gives the same key', async (t) => {
  const { kms, provider } = await made(t)
  const id = newId()
  const first = await provider.createEpoch(id)
  assert.equal((await provider.createEpoch(id)).ref, first.ref)
  assert.equal(kms.keys.size, 1)
})

test('destroying is scheduled with a delay, says until when, and is unusable at once', async (t) => {
  const { provider } = await made(t)
  const epoch = await provider.createEpoch(newId())
  const wrapped = await provider.wrap(epoch, newKey(), context)
  const { destroyedBy } = await provider.destroyEpoch(epoch)
  assert.ok(destroyedBy > Date.now() + 6 * 86_400_000)
  assert.equal(await provider.stateOfEpoch(epoch), 'destroying')
  await assert.rejects(provider.unwrap(epoch, wrapped, context), refused)
  assert.equal((await provider.destroyEpoch(epoch)).destroyedBy, destroyedBy)
  assert.deepEqual([provider.describe().destruction, provider.describe().delay], ['delayed', 'P7D'])
  assert.equal(await provider.stateOfEpoch({ id: epoch.id, ref: 'arn:aws:kms:x:1:key/none' }), 'gone')
})

test('trouble is told apart from refusal, and attempts are bounded', async (t) => {
  const { kms, provider } = await made(t)
  const epoch = await provider.createEpoch(newId())
  for (const mode of ['down', 'slow', 'throttling', 'failing'] as const) {
    kms.mode = mode
    const before = kms.calls.length
    await assert.rejects(provider.wrap(epoch, newKey(), context), unavailable, mode)
    assert.ok(kms.calls.length - before <= 2, `${mode}: ${kms.calls.length - before} attempts`)
  }
  kms.mode = 'denying'
  await assert.rejects(provider.wrap(epoch, newKey(), context), refused)
  await assert.rejects(provider.check(), refused)
  kms.mode = 'well'
  await provider.wrap(epoch, newKey(), context)
})

test('no server, and credentials that are not ours', async (t) => {
  const { kms, provider } = await made(t)
  const { endpoint, region } = kms
  const epoch = await provider.createEpoch(newId())
  const credentials = { ...kms.credentials, secretAccessKey: 'another' }
  const stranger = new AwsKmsProvider({ endpoint, region, credentials, timeoutMs: 300 })
  await assert.rejects(stranger.wrap(epoch, newKey(), context), refused)
  stranger.close()
  await kms.close()
  await assert.rejects(provider.wrap(epoch, newKey(), context), unavailable)
})
