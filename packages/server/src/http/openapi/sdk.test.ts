import assert from 'node:assert/strict'
import { test } from 'node:test'
import { AzukariApiError, createClient } from '@azukari/sdk'
import { startServer } from '../test-support/start-server.ts'

test('the client made from our document talks to our server', async (t) => {
  const { url } = await startServer(t, [])
  assert.deepEqual(await createClient({ url }).health(), { status: 'ok' })
  assert.deepEqual(await createClient({ url, tenant: 'seven' }).health(), { status: 'ok' })
  await assert.rejects(
    createClient({ url, tenant: 'nowhere' }).health(),
    (e) =>
      e instanceof AzukariApiError && e.code === 'wrong_tenant' && e.requestId?.startsWith('req_') === true,
  )
})
