import assert from 'node:assert/strict'
import { execFile } from 'node:child_process'
import { readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { test } from 'node:test'
import { promisify } from 'node:util'
import { openApp } from '../src/app.ts'
import { readConfiguration } from '../src/config/index.ts'
import { operatorCaller } from '../src/identity/index.ts'
import { environmentBoundCheck, hmac, lengthPrefixed } from '../src/keys/index.ts'
import { openPool } from '../src/platform/db.ts'
import { silentLogger } from '../src/platform/logger.ts'
import { startEmbedded } from '../src/platform/postgres/embedded.ts'
import { Needles } from '../src/platform/raw-bytes/needles.ts'
import { searchFiles } from '../src/platform/raw-bytes/search-files.ts'
import { temporaryDirectory } from './own-cluster.ts'

// With owners as they are: the database may run as another user of the machine.
const copy = (from: string, to: string) => promisify(execFile)('cp', ['-a', from, to])

const PLANTED = 'planted-recipient-0x51ab'

const open = (data: string, environment: string, injectedClock = false) =>
  openApp({ configuration: readConfiguration({ data, environment, injectedClock }, {}), log: silentLogger })

/** Makes an environment with one record of somebody, or opens it and closes it again. */
async function visit(data: string, environment: string): Promise<void> {
  const app = await open(data, environment)
  try {
    const caller = operatorCaller(app.tenant.tenant, app.tenant.id)
    const fields = { 'recipient.name': PLANTED }
    await app.putter.put(caller, { collection: 'orders', id: 'order 1', fields, mode: 'replace' })
  } finally {
    await app.close()
  }
}

const refused = (data: string, environment: string, code: string) =>
  assert.rejects(
    async () => {
      const app = await open(data, environment)
      await app.close()
    },
    (error: Error & { code?: string }) => {
      assert.equal(error.code, code, String(error))
      return true
    },
  )

/** What somebody does who owns the database: the guard of the row is no obstacle to them. */
async function asOwner(data: string, sql: string): Promise<void> {
  const server = await startEmbedded({ directory: data, log: silentLogger })
  const database = openPool({
    connection: server.owner('azukari'),
    max: 1,
    applicationName: 'test',
    log: silentLogger,
  })
  try {
    for (const text of [
      'ALTER TABLE platform.environment DISABLE TRIGGER environment_stays',
      sql,
      'ALTER TABLE platform.environment ENABLE TRIGGER environment_stays',
    ]) {
      await database.read.query({ text })
    }
  } finally {
    await database.close()
    await server.stop()
  }
}

const rename = (data: string, name: string) =>
  asOwner(data, `UPDATE platform.environment SET name = '${name}'`)

/** The root key of one environment with the check value of another: only for who already holds the key. */
async function forgeRoot(data: string, environment: string): Promise<void> {
  const path = join(data, 'keys/root.key')
  const bytes = await readFile(path)
  const key = bytes.subarray(16, 48)
  hmac(key, lengthPrefixed(['azukari/root-check/v1', environment])).copy(bytes, 48)
  await writeFile(path, bytes, { mode: 0o600 })
}

async function replaceKeys(data: string, from: string, what: 'all' | 'epochs'): Promise<void> {
  const part = what === 'all' ? 'keys' : 'keys/epochs'
  await rm(join(data, part), { recursive: true })
  await copy(join(from, part), join(data, part))
}

test('production data opens in no other environment, whatever of it is copied, renamed or swapped', async (t) => {
  const directory = await temporaryDirectory(t)
  const at = (name: string) => join(directory, name)
  const production = at('production')
  await visit(production, 'production')
  await visit(at('staging'), 'staging')

  await t.test('a copy of the whole directory is refused under another name', async () => {
    await copy(production, at('copy'))
    await refused(at('copy'), 'staging', 'environment_wrong')
  })
  await t.test('so it is with its row renamed: the root key names its environment', async () => {
    await rename(at('copy'), 'staging')
    await refused(at('copy'), 'staging', 'key_environment_wrong')
    await refused(at('copy'), 'production', 'environment_wrong')
  })
  await t.test('with a check value forged by who holds the key, its epoch keys do not open', async () => {
    await forgeRoot(at('copy'), 'staging')
    await refused(at('copy'), 'staging', 'ciphertext_invalid')
  })
  await t.test('the database alone, restored into another environment with that one’s keys', async () => {
    await replaceKeys(at('copy'), at('staging'), 'all')
    await refused(at('copy'), 'staging', 'key_provider_refused')
  })
  await t.test('with production’s epoch keys under the other’s root key', async () => {
    await replaceKeys(at('copy'), production, 'epochs')
    await refused(at('copy'), 'staging', 'ciphertext_invalid')
  })
  await t.test('production’s root key in a test environment is refused at the start', async () => {
    await copy(at('staging'), at('swapped'))
    await replaceKeys(at('swapped'), production, 'all')
    await refused(at('swapped'), 'staging', 'key_environment_wrong')
  })
  await t.test('nothing that was tried left a value readable', async () => {
    const found = await searchFiles(directory, new Needles([{ label: 'name', value: PLANTED }]))
    assert.ok(found.files > 1000)
    assert.deepEqual(found.finds, [])
  })
  await t.test('and production itself still opens', () => visit(production, 'production'))
})

test('a clock that can be moved is there only where the environment was made with one', async (t) => {
  const directory = await temporaryDirectory(t)
  const data = join(directory, 'data')
  await visit(data, 'qa')
  await assert.rejects(open(data, 'qa', true), { code: 'environment_wrong' })
  // The row is switched by its owner; what was sealed when it was made says otherwise.
  await asOwner(data, 'UPDATE platform.environment SET injected_clock = true')
  await refused(data, 'qa', 'key_environment_wrong')
  await assert.rejects(open(data, 'qa', true), { code: 'key_environment_wrong' })
  // So it is where the seal is taken away as well: records are there already.
  await asOwner(data, `DELETE FROM keys.secret WHERE name = 'environment'`)
  await refused(data, 'qa', 'key_environment_wrong')
  await asOwner(data, 'UPDATE platform.environment SET injected_clock = false')
  await visit(data, 'qa')
  assert.throws(() => readConfiguration({ environment: 'production', injectedClock: true }, {}), {
    code: 'configuration_invalid',
  })
  const made = await open(join(directory, 'movable'), 'rehearsal', true)
  await made.databases.moveClock?.(-1000)
  await made.close()
  const again = await open(join(directory, 'movable'), 'rehearsal')
  assert.ok(again.databases.moveClock)
  await again.close()
  assert.ok((await readdir(directory)).length > 0)
})

test('the check measures it on the stored keys themselves', async (t) => {
  const directory = await temporaryDirectory(t)
  const data = join(directory, 'data')
  const app = await open(data, 'qa')
  try {
    const caller = operatorCaller(app.tenant.tenant, app.tenant.id)
    const put = {
      collection: 'orders',
      id: 'order 1',
      fields: { 'recipient.name': PLANTED },
      mode: 'replace',
    } as const
    await app.putter.put(caller, put)
    const context = { read: app.databases.app.across.read, clock: app.clock }
    const check = app.checks.find((c) => c.name === 'keys.environment-bound')
    const good = await check?.measure(context)
    assert.deepEqual(
      [good?.state, good?.figures],
      ['satisfied', { tried: 1, opened: 1, openedElsewhere: 0, injectedClock: 0 }],
    )
    const { deps } = app.keyring
    // A keyring that does not bind the name of this environment: the key opens under that other name.
    const elsewhere = await environmentBoundCheck({ ...deps, environment: 'q' }).measure(context)
    assert.deepEqual([elsewhere.state, elsewhere.figures['opened']], ['violated', 0])
    const away = { ...deps.root, provider: { check: () => Promise.reject(new Error('gone')) } }
    const unknown = await environmentBoundCheck({
      ...deps,
      root: away as unknown as typeof deps.root,
    }).measure(context)
    assert.equal(unknown.state, 'unknown')
  } finally {
    await app.close()
  }
})
