import assert from 'node:assert/strict'
import { existsSync } from 'node:fs'
import { chmod, chown, mkdir, readFile, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { test } from 'node:test'
import pg from 'pg'
import { alive, ask, dataDirectory, hold, start } from '../../../test/embedded.ts'
import { silentLogger } from '../logger.ts'
import { startEmbedded } from './embedded.ts'
import { driverConfig } from './transport.ts'

const NOBODY = 65_534
const root = process.getuid?.() === 0

test('a new data directory: private, UTF-8, checksums, C collation, SCRAM, socket only', async (t) => {
  const directory = join(await dataDirectory(t), 'deep', 'data')
  const server = await start(t, directory)
  for (const [path, mode] of [
    ['', 0o700],
    ['postgres', 0o700],
    ['database-roles.json', 0o600],
    ['postgres.log', 0o600],
  ] as const) {
    assert.equal((await stat(join(directory, path))).mode & 0o777, mode, path)
  }
  const names = [
    'server_encoding',
    'data_checksums',
    'listen_addresses',
    'password_encryption',
    'log_min_messages',
  ]
  const rows = await ask(server, 'SELECT name, setting FROM pg_settings WHERE name = ANY($1)', [names])
  assert.deepEqual(Object.fromEntries(rows.map((row) => [row.name, row.setting])), {
    server_encoding: 'UTF8',
    data_checksums: 'on',
    listen_addresses: '',
    password_encryption: 'scram-sha-256',
    log_min_messages: 'log',
  })
  const [database] = await ask(server, "SELECT datcollate FROM pg_database WHERE datname = 'postgres'")
  assert.equal(database?.datcollate, 'C')
  const wrong = { ...server.owner('postgres'), password: 'wrong' }
  await assert.rejects(new pg.Client(driverConfig(wrong, 'test')).connect(), { code: '28P01' })
})

test('durable unless asked otherwise, and on 127.0.0.1 only when asked', async (t) => {
  const server = await start(t, await dataDirectory(t), { durable: true, port: 54_329 })
  const rows = await ask(
    server,
    "SELECT setting FROM pg_settings WHERE name IN ('fsync', 'synchronous_commit', 'full_page_writes')",
  )
  assert.deepEqual(new Set(rows.map((row) => row.setting)), new Set(['on']))
  assert.equal(server.owner('postgres').host, '127.0.0.1')
})

test('stopping twice is stopping once, and what was written is there after a restart', async (t) => {
  const directory = await dataDirectory(t)
  const first = await start(t, directory)
  await ask(first, 'CREATE TABLE kept AS SELECT 1 AS n')
  await Promise.all([first.stop(), first.stop()])
  assert.equal(first.ended, true)
  assert.equal(alive(first.pid), false)
  const second = await start(t, directory)
  assert.deepEqual(await ask(second, 'SELECT n FROM kept'), [{ n: 1 }])
})

test('nothing that a statement carries reaches the log of the server', async (t) => {
  const directory = await dataDirectory(t)
  const server = await start(t, directory)
  const secret = 'Hanako-0312345678'
  await ask(server, 'CREATE TABLE person (name text UNIQUE)')
  await ask(server, 'INSERT INTO person VALUES ($1)', [secret])
  await assert.rejects(ask(server, 'INSERT INTO person VALUES ($1)', [secret]))
  await assert.rejects(ask(server, 'SELECT $1::text::int', [secret]))
  await assert.rejects(ask(server, `SELECT '${secret}'::int`))
  await assert.rejects(ask(server, `SELECT 1 FROM "${secret}"`))
  await server.stop()
  const log = await readFile(join(directory, 'postgres.log'), 'utf8')
  assert.match(log, /database system is shut down/)
  assert.ok(!log.includes(secret))
})

test('a path too long for a socket', async (t) => {
  const directory = join(await dataDirectory(t), 'x'.repeat(100))
  const server = await start(t, directory)
  const { host } = server.owner('postgres')
  assert.ok(!host.startsWith(directory))
  assert.equal((await stat(host)).mode & 0o777, 0o700)
  assert.deepEqual(await ask(server, 'SELECT 1 AS n'), [{ n: 1 }])
  await server.stop()
  assert.equal(existsSync(host), false)
})

test('modes that let others in are refused; an empty directory is closed', async (t) => {
  const directory = await dataDirectory(t)
  await chmod(directory, 0o755)
  const server = await start(t, directory)
  assert.equal((await stat(directory)).mode & 0o777, 0o700)
  await server.stop()
  await chmod(directory, 0o750)
  await assert.rejects(startEmbedded({ directory, log: silentLogger }), { code: 'data_directory_unsafe' })
  await chmod(directory, 0o700)
  await chmod(join(directory, 'database-roles.json'), 0o640)
  await assert.rejects(startEmbedded({ directory, log: silentLogger }), { code: 'data_directory_unsafe' })
})

test('a half-made cluster is made anew; one of another version is refused', async (t) => {
  const directory = await dataDirectory(t)
  await chmod(directory, 0o700)
  await mkdir(join(directory, 'postgres.new', 'base'), { recursive: true })
  const server = await start(t, directory)
  await server.stop()
  await writeFile(join(directory, 'postgres', 'PG_VERSION'), '14\n')
  await assert.rejects(startEmbedded({ directory, log: silentLogger }), { code: 'data_directory_unusable' })
})

test('as an ordinary user', { skip: !root }, async (t) => {
  const directory = await dataDirectory(t)
  await chown(directory, NOBODY, NOBODY)
  const { child, said } = await hold(t, directory, NOBODY)
  assert.equal(said.code, undefined, said.text)
  assert.equal(said.uid, NOBODY)
  assert.equal((await stat(join(directory, 'postgres', 'PG_VERSION'))).uid, NOBODY)
  await assert.rejects(startEmbedded({ directory, log: silentLogger }), { code: 'data_directory_unusable' })
  const gone = new Promise((resolve) => child.once('exit', resolve))
  child.kill('SIGTERM')
  assert.equal(await gone, 0)
})

test('as root the server runs as postgres, below directories closed to that user', {
  skip: !root,
}, async (t) => {
  const closed = await dataDirectory(t)
  await chmod(closed, 0o700)
  const server = await start(t, join(closed, 'data'))
  const status = await readFile(`/proc/${server.pid}/status`, 'utf8')
  assert.doesNotMatch(status, /^Uid:\s+0\s/m)
  assert.match(status, /^CapEff:\s+0+$/m)
})

test('a server that cannot start gives its reason and lets go of the directory', async (t) => {
  const directory = await dataDirectory(t)
  const server = await start(t, directory)
  await server.stop()
  await assert.rejects(startEmbedded({ directory, log: silentLogger, sharedBuffers: '1kB' }), {
    code: 'postgres_not_started',
    message: /shared_buffers/,
  })
  const again = await start(t, directory)
  assert.deepEqual(await ask(again, 'SELECT 1 AS n'), [{ n: 1 }])
})
