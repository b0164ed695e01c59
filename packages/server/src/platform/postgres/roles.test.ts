import assert from 'node:assert/strict'
import { rename, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { test } from 'node:test'
import pg from 'pg'
import { ownCluster, temporaryDirectory } from '../../../test/own-cluster.ts'
import { createDatabase } from './create-database.ts'
import { ensureRoles } from './roles.ts'
import { type ConnectionSettings, driverConfig } from './transport.ts'

async function ask(settings: ConnectionSettings, text: string): Promise<Record<string, unknown>[]> {
  const client = new pg.Client(driverConfig(settings, 'test'))
  await client.connect()
  try {
    return (await client.query(text)).rows
  } finally {
    await client.end()
  }
}

const who = async (settings: ConnectionSettings) => (await ask(settings, 'SELECT current_user AS u'))[0]?.u

test('roles are made once, by however many start at once, and open with the kept passwords', async (t) => {
  const server = await ownCluster(t)
  const owner = server.owner('postgres')
  const made = await Promise.all([1, 2, 3].map(() => ensureRoles(owner, server.passwordFile)))
  for (const { app, sequencer } of made) {
    assert.equal(await who(app), 'azukari_app')
    assert.equal(await who(sequencer), 'azukari_sequencer')
  }
  const rows = await ask(
    owner,
    `SELECT bool_or(rolsuper OR rolcreatedb OR rolcreaterole OR rolreplication OR rolbypassrls) AS powers
     FROM pg_roles WHERE rolname IN ('azukari_app', 'azukari_sequencer')`,
  )
  assert.deepEqual(rows, [{ powers: false }])
})

test('a restored password file wins over what the roles had; a missing one is not invented', async (t) => {
  const server = await ownCluster(t)
  const owner = server.owner('postgres')
  await ensureRoles(owner, server.passwordFile)
  const file = join(await temporaryDirectory(t), 'database-roles.json')
  await assert.rejects(ensureRoles(owner, file), { code: 'database_roles_unknown' })
  const other = { owner: 'o'.repeat(32), app: 'a'.repeat(32), sequencer: 's'.repeat(32) }
  await writeFile(file, JSON.stringify(other), { mode: 0o600 })
  const { app } = await ensureRoles(owner, file)
  assert.equal(app.password, other.app)
  assert.equal(await who(app), 'azukari_app')
  await writeFile(file, '{"app":1}', { mode: 0o600 })
  await assert.rejects(ensureRoles(owner, file), { code: 'database_roles_unknown' })
  await rename(file, `${file}.old`)
})

test('an owner that is not a superuser, as with a hosted PostgreSQL', async (t) => {
  const server = await ownCluster(t)
  await ask(
    server.owner('postgres'),
    "CREATE ROLE hosted LOGIN CREATEROLE CREATEDB PASSWORD 'hosted-password'",
  )
  const hosted = { ...server.owner('postgres'), user: 'hosted', password: 'hosted-password' }
  await createDatabase(hosted, 'shop')
  const file = join(await temporaryDirectory(t), 'database-roles.json')
  const owner = { ...hosted, database: 'shop' }
  await ensureRoles(owner, file)
  const { app, sequencer } = await ensureRoles(owner, file)
  assert.equal(await who(app), 'azukari_app')
  assert.equal(await who(sequencer), 'azukari_sequencer')
  await assert.rejects(ask(app, 'CREATE TEMPORARY TABLE t (n int)'), { code: '42501' })
})
