import assert from 'node:assert/strict'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { openApp } from '../src/app.ts'
import { readConfiguration } from '../src/config/index.ts'
import { silentLogger } from '../src/platform/logger.ts'

test('figures of checks have names as members have, which the OpenAPI document cannot show', async (t) => {
  const directory = await mkdtemp(join(tmpdir(), 'azukari-figures-'))
  const configuration = readConfiguration({ data: join(directory, 'data') }, {})
  const app = await openApp({ configuration, log: silentLogger })
  t.after(async () => {
    await app.close()
    await rm(directory, { recursive: true, force: true })
  })
  const context = { read: app.databases.app.across.read, clock: app.clock }
  const measured = await Promise.all(
    app.checks.map(async (check) => ({ check: check.name, ...(await check.measure(context)) })),
  )
  const named = measured.flatMap(({ check, figures }) => Object.keys(figures).map((name) => [check, name]))
  assert.ok(named.length > 50, String(named.length))
  assert.deepEqual(
    named.filter(([, name = '']) => !/^[a-z][a-zA-Z0-9]*$/.test(name)),
    [],
  )
})
