import assert from 'node:assert/strict'
import { chmod, link, mkdir, readdir, readFile, rename, rm, symlink, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { type TestContext, test } from 'node:test'
import { newId } from '../../platform/ids.ts'
import { newKey } from '../crypto/random.ts'
import { keyDirectory } from '../test-support/keys-world.ts'
import { FileProvider } from './file-provider.ts'
import { createFileRoot } from './file-root.ts'

const context = { environment: 'ab', level: 'tenant-key', tenant: 'cd', version: '1' }

async function made(t: TestContext) {
  const place = { directory: await keyDirectory(t), environment: 'production' }
  await createFileRoot(place)
  const provider = new FileProvider(place)
  await provider.check()
  const epoch = await provider.createEpoch(newId())
  return { place, provider, epoch, root: join(place.directory, 'root.key') }
}

test('wraps and unwraps under an epoch, bound to its context', async (t) => {
  const { provider, epoch } = await made(t)
  const key = newKey()
  const wrapped = await provider.wrap(epoch, key, context)
  assert.deepEqual(await provider.unwrap(epoch, wrapped, context), key)
  const invalid = { code: 'ciphertext_invalid' }
  await assert.rejects(provider.unwrap(epoch, wrapped, { ...context, version: '2' }), invalid)
  await assert.rejects(provider.unwrap(epoch, wrapped, { environment: 'ab' }), invalid)
  const other = await provider.createEpoch(newId())
  await assert.rejects(provider.unwrap(other, wrapped, context), invalid)
})

test('the same epoch id gives the same epoch', async (t) => {
  const { provider, epoch } = await made(t)
  const wrapped = await provider.wrap(epoch, newKey(), context)
  await provider.unwrap(await provider.createEpoch(epoch.id), wrapped, context)
})

test('a root key is never made silently, and never twice', async (t) => {
  const place = { directory: await keyDirectory(t), environment: 'production' }
  const provider = new FileProvider(place)
  await assert.rejects(provider.check(), { code: 'key_root_missing' })
  await assert.rejects(provider.createEpoch(newId()), { code: 'key_root_missing' })
  await createFileRoot(place)
  const before = await readFile(join(place.directory, 'root.key'))
  await assert.rejects(createFileRoot(place), { code: 'key_root_exists' })
  assert.deepEqual(await readFile(join(place.directory, 'root.key')), before)
})

test('a directory of one environment is not opened for another', async (t) => {
  const { place, epoch } = await made(t)
  const other = new FileProvider({ ...place, environment: 'staging' })
  await assert.rejects(other.check(), { code: 'key_environment_wrong' })
  await assert.rejects(other.wrap(epoch, newKey(), context), { code: 'key_environment_wrong' })
})

test('files and directories open to others are refused, at the start and at every use', async (t) => {
  const { place, provider, epoch, root } = await made(t)
  const epochFile = join(place.directory, 'epochs', `${epoch.id.toString('hex')}.key`)
  for (const [path, mode, safe] of [
    [root, 0o640, 0o600],
    [root, 0o604, 0o600],
    [epochFile, 0o644, 0o600],
  ] as const) {
    await chmod(path, mode)
    await assert.rejects(provider.wrap(epoch, newKey(), context), { code: 'key_file_unsafe' })
    await chmod(path, safe)
  }
  for (const path of [place.directory, join(place.directory, 'epochs')]) {
    await chmod(path, 0o750)
    await assert.rejects(provider.check(), { code: 'key_file_unsafe' })
    await chmod(path, 0o700)
  }
  await provider.check()
})

test('links, wrong sizes and strange contents are refused', async (t) => {
  const { place, provider, root } = await made(t)
  const good = await readFile(root)
  await rename(root, `${root}.away`)
  await symlink(`${root}.away`, root)
  await assert.rejects(provider.check(), { code: 'key_file_unsafe' })
  for (const bytes of [good.subarray(1), Buffer.concat([good, Buffer.alloc(1)]), Buffer.alloc(good.length)]) {
    await rm(root)
    await writeFile(root, bytes, { mode: 0o600 })
    await assert.rejects(provider.check(), { code: 'key_file_unsafe' })
  }
  const linked = join(dirname(place.directory), 'linked')
  await symlink(place.directory, linked)
  await assert.rejects(new FileProvider({ ...place, directory: linked }).check(), { code: 'key_file_unsafe' })
})

test('the key directory cannot lie in the database directory', async (t) => {
  const { place } = await made(t)
  const inside = new FileProvider({ ...place, databaseDirectory: dirname(place.directory) })
  await assert.rejects(inside.check(), { code: 'key_file_unsafe' })
  const beside = join(dirname(place.directory), 'data')
  await mkdir(beside)
  await new FileProvider({ ...place, databaseDirectory: beside }).check()
})

test('what a crash while creating left is removed, and never costs the finished file', async (t) => {
  const { place, provider, epoch, root } = await made(t)
  const key = newKey()
  const wrapped = await provider.wrap(epoch, key, context)
  // Between link and unlink the temporary name is a second name of the finished file.
  await link(root, join(place.directory, '.new-00-root.key'))
  await writeFile(join(place.directory, 'epochs', '.new-11-half.key'), 'half', { mode: 0o600 })
  await provider.check()
  assert.deepEqual((await readdir(place.directory)).sort(), ['epochs', 'root.key'])
  assert.equal((await readdir(join(place.directory, 'epochs'))).length, 1)
  assert.deepEqual(await provider.unwrap(epoch, wrapped, context), key)
})

test('a destroyed epoch is gone from the directory, opens nothing, and can be destroyed again', async (t) => {
  const { place, provider, epoch } = await made(t)
  const file = join(place.directory, 'epochs', `${epoch.id.toString('hex')}.key`)
  const before = await readFile(file)
  await link(file, join(place.directory, 'watcher'))
  const wrapped = await provider.wrap(epoch, newKey(), context)
  assert.equal(await provider.stateOfEpoch(epoch), 'usable')
  await provider.destroyEpoch(epoch)
  assert.equal(await provider.stateOfEpoch(epoch), 'gone')
  const overwritten = await readFile(join(place.directory, 'watcher'))
  assert.equal(overwritten.length, before.length)
  assert.notDeepEqual(overwritten, before)
  await assert.rejects(provider.unwrap(epoch, wrapped, context), { code: 'key_provider_refused' })
  await provider.destroyEpoch(epoch)
  assert.equal(provider.describe().destruction, 'unprovable')
})
