import assert from 'node:assert/strict'
import { join } from 'node:path'
import { test } from 'node:test'
import { silentLogger } from '../src/platform/logger.ts'
import { createDatabase } from '../src/platform/postgres/create-database.ts'
import { startEmbedded } from '../src/platform/postgres/embedded.ts'
import { connectionUrl } from '../src/platform/postgres/transport.ts'
import { temporaryDirectory } from './own-cluster.ts'
import { AIKO, enrol, PASSWORD } from './people/people-site.ts'
import { TestBrowser } from './people/test-browser.ts'
import { type Served, serveProcess } from './serve-process.ts'

const readyOf = (served: Served) =>
  JSON.parse(
    served
      .output()
      .split('\n')
      .find((line) => line.startsWith('{"ready"')) ?? '{}',
  ) as Record<string, unknown>

test('a second server on the database leaves the first one’s set-up link alone, also while somebody is at it', async (t) => {
  const cluster = await startEmbedded({ directory: await temporaryDirectory(t), log: silentLogger })
  t.after(() => cluster.stop())
  await createDatabase(cluster.owner('postgres'), 'azukari')
  const data = ['--data', join(await temporaryDirectory(t), 'data')]
  const start = (...more: string[]) =>
    serveProcess(t, [...data, ...more], { DATABASE_URL: connectionUrl(cluster.owner('azukari')) })
  const began = Date.now()
  const first = await start()
  assert.ok(first.setupToken)
  const second = await start()
  assert.equal(second.setupToken, undefined)
  const until = Date.parse(String(readyOf(second).setupUntil))
  assert.ok(until > began + 3_500_000 && until <= Date.now() + 3_600_000, String(readyOf(second).setupUntil))

  // Said to, one voids it.
  const third = await start('--new-setup-link')
  assert.ok(third.setupToken)
  const at = (served: Served) => new TestBrowser(served.url.replace('127.0.0.1', 'localhost'))
  const take = (browser: TestBrowser, token: string | undefined) =>
    browser.post('/setup/person', { ...AIKO, token, password: PASSWORD })
  assert.equal((await take(at(first), first.setupToken)).body.code, 'setup_link_invalid')

  // The link is used, and whoever used it has not added a factor: they are at it, and are left to it.
  const aiko = at(first)
  assert.equal((await take(aiko, third.setupToken)).status, 201)
  await second.stop()
  const fourth = await start()
  assert.equal(fourth.setupToken, undefined)
  assert.ok(Date.parse(String(readyOf(fourth).setupUntil)) > Date.now())
  await enrol(aiko, Date.now())
  assert.equal((await aiko.get('/me')).status, 200)
  await fourth.stop()
  const fifth = await start()
  assert.deepEqual([fifth.setupToken, readyOf(fifth).setupUntil], [undefined, undefined], 'set up')
})
