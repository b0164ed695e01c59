import assert from 'node:assert/strict'
import { type ChildProcess, spawn } from 'node:child_process'
import { chown, readFile, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { test } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import pg from 'pg'
import { alive, ask, dataDirectory, hold, start } from '../../../test/embedded.ts'
import { silentLogger } from '../logger.ts'
import { startEmbedded } from './embedded.ts'
import { driverConfig } from './transport.ts'

const root = process.getuid?.() === 0

async function killed(child: ChildProcess): Promise<void> {
  const gone = new Promise((resolve) => child.once('exit', resolve))
  child.kill('SIGKILL')
  await gone
}

test('a second process is refused and told who has it; this one too', async (t) => {
  const directory = await dataDirectory(t)
  const server = await start(t, directory)
  const { said } = await hold(t, directory)
  assert.equal(said.code, 'data_directory_in_use')
  assert.deepEqual(said.extra, { pid: process.pid })
  await assert.rejects(startEmbedded({ directory, log: silentLogger }), { code: 'data_directory_in_use' })
  assert.deepEqual(await ask(server, 'SELECT 1 AS n'), [{ n: 1 }])
  await server.stop()
  const next = await hold(t, directory)
  assert.equal(next.said.code, undefined)
})

for (const victim of ['our process', 'PostgreSQL', 'both']) {
  test(`kill -9 of ${victim} blocks nothing`, async (t) => {
    const directory = await dataDirectory(t)
    const { child, said } = await hold(t, directory)
    if (victim !== 'our process') process.kill(said.postgres, 'SIGKILL')
    if (victim === 'PostgreSQL') {
      // The holder lives on without a server; a clean stop must still give the directory back.
      await sleep(100)
      const gone = new Promise((resolve) => child.once('exit', resolve))
      child.kill('SIGTERM')
      assert.equal(await gone, 0)
    } else await killed(child)
    const server = await start(t, directory)
    assert.deepEqual(await ask(server, 'SELECT 1 AS n'), [{ n: 1 }])
    assert.equal(alive(said.postgres), false, 'the orphan is gone')
  })
}

test('kill -9 while a statement runs: the backend left alone is stopped before a new server starts', async (t) => {
  const directory = await dataDirectory(t)
  const first = await start(t, directory, { durable: true })
  const client = new pg.Client(driverConfig(first.owner('postgres'), 'test'))
  client.on('error', () => {})
  await client.connect()
  await client.query('CREATE TABLE t AS SELECT 1 AS n')
  const { rows } = await client.query('SELECT pg_backend_pid() AS pid')
  process.kill(rows[0].pid, 'SIGSTOP')
  process.kill(first.pid, 'SIGKILL')
  await first.stop()
  const second = await start(t, directory)
  assert.equal(alive(rows[0].pid), false)
  assert.deepEqual(await ask(second, 'SELECT n FROM t'), [{ n: 1 }])
  client.end().catch(() => {})
})

test('the owner of the program hears of an unexpected end, not of a stop', async (t) => {
  const directory = await dataDirectory(t)
  let heard = 0
  const server = await start(t, directory, { onUnexpectedExit: () => heard++ })
  process.kill(server.pid, 'SIGKILL')
  for (let i = 0; i < 100 && heard === 0; i++) await sleep(20)
  assert.equal(heard, 1)
  await server.stop()
  const again = await start(t, directory, { onUnexpectedExit: () => heard++ })
  await again.stop()
  assert.equal(heard, 1)
})

test('pid files that name an unrelated process are no obstacle, and that process is not touched', async (t) => {
  const directory = await dataDirectory(t)
  const first = await start(t, directory)
  const cluster = join(directory, 'postgres')
  const pidFile = await readFile(join(cluster, 'postmaster.pid'), 'utf8')
  await first.stop()
  const { uid, gid } = await stat(cluster)
  const bystander = spawn('sleep', ['60'], { stdio: 'ignore', ...(root ? { uid, gid } : {}) })
  t.after(() => bystander.kill('SIGKILL'))
  await writeFile(join(cluster, 'postmaster.pid'), pidFile.replace(/^[0-9]+/, String(bystander.pid)), {
    mode: 0o600,
  })
  await writeFile(join(cluster, '.s.PGSQL.5432.lock'), `${bystander.pid}\n`, { mode: 0o600 })
  await writeFile(join(directory, 'azukari.pid'), `${bystander.pid}\n`, { mode: 0o600 })
  if (root) await chown(join(cluster, 'postmaster.pid'), uid, gid)
  const second = await start(t, directory)
  assert.deepEqual(await ask(second, 'SELECT 1 AS n'), [{ n: 1 }])
  assert.equal(bystander.exitCode, null)
  assert.ok(alive(bystander.pid ?? 0))
})
