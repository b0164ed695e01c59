import assert from 'node:assert/strict'
import { test } from 'node:test'
import { testApp } from './test-app.ts'

test('figures of checks have names as members have, which the OpenAPI document cannot show', async (t) => {
  const app = await testApp(t)
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
