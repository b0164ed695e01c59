import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createGrant, createRequest, readRequest } from '../src/access/index.ts'
import { runApprovedRotations } from '../src/app/keys/approved-rotations.ts'
import { createKey, createService, operatorCaller } from '../src/identity/index.ts'
import { testApp } from './test-app.ts'

test('a renewal of keys that was approved is run once by the job, and its request shows what came of it', async (t) => {
  const app = await testApp(t)
  const by = operatorCaller(app.tenant.tenant, app.tenant.id)
  const { read } = app.databases.app.across
  const ask = (payload: object, as = by) => createRequest(app.requests, as, { kind: 'key-rotation', payload })
  const row = (id: string) => readRequest(read, app.tenant.tenant, id)

  const waiting = await ask({ level: 'tenant' })
  assert.deepEqual([waiting.state, await runApprovedRotations(app)], ['open', 0], 'the operator proposes')

  const { id: service } = await createService(app.identity, by, { name: 'key keeper' })
  await createGrant(app.access, by, { principal: service, action: 'manage' })
  const { key } = await createKey(app.identity, by, { service })
  const { caller } = await app.authenticator.authenticate(key)
  const one = await ask({ level: 'tenant' }, caller)
  const none = await ask({ level: 'bucket', bucket: 999_999 }, caller)
  assert.deepEqual([one.state, none.state], ['approved', 'approved'], 'nobody else was ever there to approve')
  assert.equal((await row(one.id)).effect, null)
  assert.equal(await runApprovedRotations(app), 2)
  const { effect, bootstrap } = await row(one.id)
  assert.ok(bootstrap && typeof effect?.keys === 'number' && effect.keys > 0)
  assert.equal(typeof (await row(none.id)).effect?.failed, 'string')
  assert.equal(await runApprovedRotations(app), 0)
  await assert.rejects(ask({ level: 'root' }, caller), { code: 'request_invalid' })
})
