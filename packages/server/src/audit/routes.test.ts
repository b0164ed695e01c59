import assert from 'node:assert/strict'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { type TestContext, test } from 'node:test'
import { decodeBundle, verifierKey, verifyReceipt } from '@azukari/proof'
import { around } from '../../test/around.ts'
import { testDatabase } from '../../test/database.ts'
import { isAzukariError } from '../platform/errors.ts'
import { newId } from '../platform/ids.ts'
import type { Caller, RouteReply, RouteRequest } from '../platform/route.ts'
import type { LogSigner } from './origin/process-key.ts'
import { LogReader } from './read/log-reader.ts'
import { logRoutes, preferredWaitMs } from './routes.ts'
import {
  draft,
  failing,
  sequenceAll,
  testHolder,
  testSigner,
  testWriter,
  write,
} from './test-support/test-log.ts'
import { verifyServer, vkeyOf } from './verify/verify-log.ts'

const caller: Caller = {
  tenant: 1,
  tenantId: 'tnt_1',
  principal: newId(),
  principalId: 'svc_1',
  kind: 'service',
}

async function logOf(t: TestContext) {
  const db = await testDatabase(t)
  const signer = testSigner()
  const writer = testWriter(db.app, signer)
  await write(writer, 3, 100)
  await sequenceAll(testHolder(db.sequencer, signer))
  return { db, signer, writer, call: callerOf(logRoutes(new LogReader(db.app.across.read, 10), writer)) }
}

function callerOf(routes: ReturnType<typeof logRoutes>) {
  return async (
    operation: string,
    params: object,
    more: Partial<RouteRequest<unknown, unknown, unknown>> = {},
  ) => {
    const found = routes.find((r) => r.operation === operation)
    assert.ok(found)
    const request = {
      caller,
      params: found.params?.parse(params),
      query: {},
      body: undefined,
      signal: AbortSignal.timeout(30_000),
      ...more,
    }
    return found.handle(request as RouteRequest<unknown, unknown, unknown>) as Promise<RouteReply<never>>
  }
}

test('checkpoint and hash tiles are public; full tiles may be kept for ever', async (t) => {
  const { call } = await logOf(t)
  const checkpoint = await call('log.checkpoint', {})
  assert.match(Buffer.from(checkpoint.bytes ?? []).toString(), /^azukari\/test\n301\n/)
  assert.match(checkpoint.headers?.['cache-control'] ?? '', /max-age=1$/)
  const full = await call('log.tile', { path: '0/000' })
  assert.equal(full.bytes?.length, 8192)
  assert.match(full.headers?.['cache-control'] ?? '', /immutable/)
  const partial = await call('log.tile', { path: '0/001.p/45' })
  assert.equal(partial.bytes?.length, 45 * 32)
  assert.doesNotMatch(partial.headers?.['cache-control'] ?? '', /immutable/)
})

const tricks = [
  'entries/000',
  './entries/000',
  '../tile/0/000',
  '0/../entries/000',
  '0//000',
  '0/0',
  '00/000',
  '0/x000/000',
  '0/000/',
  '0/000.p/0',
  '0/000.p/256',
  '0/000.p/01',
  '64/000',
  '-1/000',
  '0/000\u0000',
  '0/000?x',
  '0/%30%30%30',
  '/0/000',
  'entries/x999/999',
  '',
] // prettier-ignore

test('a path that is not spelled as the layout spells it is refused, and entries do not leave by the public route', async (t) => {
  const { call, db } = await logOf(t)
  for (const path of tricks) {
    await assert.rejects(call('log.tile', { path }), { code: 'log_path_unknown', status: 404 }, path)
  }
  for (const path of ['../0/000', '../entries/000', '000/../001', '0/000', 'x000/000', '002']) {
    await assert.rejects(call('log.entries', { path }), { code: 'log_path_unknown' }, path)
  }
  assert.equal((await db.app.across.read.query({ text: 'SELECT FROM audit.pending' })).length, 0)
})

test('who reads entries is in the log before a byte leaves', async (t) => {
  const { call, db, signer } = await logOf(t)
  const reply = await call('log.entries', { path: '001.p/45' })
  assert.equal(decodeBundle(reply.bytes as Uint8Array, 45).length, 45)
  assert.match(reply.headers?.['cache-control'] ?? '', /no-store/)
  const pending = async () =>
    db.app.across.read.query<{ entries: Buffer }>({ text: 'SELECT entries FROM audit.pending' })
  const [row] = await pending()
  assert.match(
    row?.entries.toString('utf8') ?? '',
    /"uid":"svc_1".*"detail":\{"bundle":1,"width":45\},"event":"log.read"/,
  )
  await call('log.entries', { path: '000' }, { caller: { ...caller, kind: 'person' } })
  const last = (await pending()).at(-1)?.entries.toString('utf8') ?? ''
  assert.match(last, /"uid":"staff".*"commitments":\{"staff":/)
  assert.ok(!last.includes(caller.principal.toString('hex')))
  // Where the log takes no entry, nothing is read.
  const deaf = callerOf(
    logRoutes(
      new LogReader(db.app.across.read),
      testWriter(
        around(db.app, (on) => failing(on, 1, 'lost')),
        signer,
      ),
    ),
  )
  await assert.rejects(deaf('log.entries', { path: '000' }), { code: 'commit_unknown' })
  await db.owner.read.query({ text: 'REVOKE INSERT ON audit.pending FROM azukari_app' })
  await assert.rejects(call('log.entries', { path: '000' }), { code: 'log_unavailable' })
})

test('a receipt can be waited for', async (t) => {
  const { call, db, signer, writer } = await logOf(t)
  const audited = await writer.across(async (_tx, log) => log.add(draft()))
  const { leaf } = audited.promise(0)
  await assert.rejects(call('log.receipt', { leaf }), { code: 'leaf_not_sequenced' })
  const waiting = call('log.receipt', { leaf }, { prefer: 'wait=20' })
  await sequenceAll(testHolder(db.sequencer, signer))
  const receipt = (await waiting).bytes as Uint8Array
  const { index } = await verifyReceipt(receipt, Buffer.from(leaf, 'hex'), [
    verifierKey(signer.origin, signer.publicKey),
  ])
  assert.equal(index, 301)
  assert.deepEqual(
    ['wait=5', 'respond-async, wait=10', 'wait = "3"', 'wait=99999', 'wait=-1', 'await=5', undefined].map(
      preferredWaitMs,
    ),
    [5000, 10_000, 3000, 30_000, 0, 0, 0],
  )
})

/** Only as much of a server as a verifier needs. */
async function serve(t: TestContext, call: ReturnType<typeof callerOf>): Promise<string> {
  const server = createServer(async (request, response) => {
    const path = (request.url ?? '').replace(/^\/v1\/log\//, '')
    try {
      const entries = path.startsWith('tile/entries/')
      const rest = path.replace(/^tile\/(entries\/)?/, '')
      if (entries && request.headers.authorization !== 'Bearer reader') response.writeHead(401).end()
      else {
        const reply = await (path === 'checkpoint'
          ? call('log.checkpoint', {})
          : call(entries ? 'log.entries' : 'log.tile', { path: rest }))
        response.writeHead(reply.status, reply.headers).end(reply.bytes)
      }
    } catch (error) {
      response.writeHead(isAzukariError(error) ? error.status : 500).end()
    }
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  t.after(() => server.close())
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`
}

test('a running server can be verified from outside', async (t) => {
  const { call, signer } = await logOf(t)
  const url = await serve(t, call)
  const report = await verifyServer(url, 'reader', { vkey: vkeyOf(signer) })
  assert.deepEqual(report.problems, [])
  assert.equal(report.entries, 301)
  const stranger = await verifyServer(url, 'nobody', { vkey: vkeyOf(signer) })
  assert.deepEqual([...new Set(stranger.problems.map((p) => p.code))], ['unreadable'])
  const wrong: LogSigner = testSigner()
  assert.equal((await verifyServer(url, 'reader', { vkey: vkeyOf(wrong) })).ok, false)
})
