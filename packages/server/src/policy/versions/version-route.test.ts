import assert from 'node:assert/strict'
import { test } from 'node:test'
import { testHttp } from '../../access/test-support/test-http.ts'
import { policyScene } from '../../access/test-support/test-policy-scene.ts'
import { readVersionFiles } from './version-files.ts'
import { versionRoute } from './version-route.ts'

test('an applied version is read as it was written; one that was never applied is not found', async (t) => {
  const w = await policyScene(t)
  const authenticator = { authenticate: () => Promise.reject(new Error('no services here')) }
  const doors = { authorities: w.requests.authorities, authenticator, deps: w.access }
  const call = await testHttp(t, doors, [versionRoute({ database: w.db.app })])
  const reader = await w.person('owner', ['access-owner'])

  const version = await w.version()
  const { status, body } = await call('GET', `/policy/versions/${version}`, reader)
  assert.equal(status, 200, JSON.stringify(body))
  const files = await readVersionFiles(w.db.app.across.read, version)
  const texts = [...files].map(([path, bytes]) => [path, Buffer.from(bytes).toString('utf8')])
  assert.deepEqual(body, { version, files: Object.fromEntries(texts) })
  assert.ok(texts.length > 0)

  const next = await call('GET', `/policy/versions/${version + 1}`, reader)
  assert.deepEqual([next.status, next.body.code], [404, 'policy_version_not_found'])
  await assert.rejects(readVersionFiles(w.db.app.across.read, version + 1), {
    code: 'policy_version_not_found',
  })
  assert.equal((await call('GET', '/policy/versions/0', reader)).status, 400)
})
