import assert from 'node:assert/strict'
import { type TestContext, test } from 'node:test'
import { z } from 'zod'
import { around } from '../../../test/around.ts'
import { type World, world } from '../../../test/world.ts'
import { createServer } from '../../http/index.ts'
import { isAzukariError } from '../../platform/errors.ts'
import { newId } from '../../platform/ids.ts'
import { silentLogger } from '../../platform/logger.ts'
import { type Caller, route } from '../../platform/route.ts'
import type { PersonCaller } from '../acting.ts'
import { personId } from '../people/person-id.ts'
import { type AddNetwork, addNetwork, type NetworkApproval, removeNetwork } from './change-networks.ts'
import { NetworkRules } from './network-rules.ts'

const approved: NetworkApproval = { requestedBy: 'per_a', approvedBy: 'per_b', request: undefined }

interface Scene {
  readonly w: World
  readonly rules: NetworkRules
  readonly roles: Map<string, string[]>
  add(input: AddNetwork, by?: Caller, approval?: NetworkApproval): Promise<string>
  remove(id: string, by?: Caller): Promise<void>
  enters(caller: Caller, address: string): Promise<boolean>
  knocks(address: string): Promise<boolean>
}

async function scene(t: TestContext): Promise<Scene> {
  const w = await world(t)
  const roles = new Map<string, string[]>()
  const rolesOf = async (caller: Caller) => roles.get(caller.principalId) ?? []
  const rules = new NetworkRules({ database: w.db.app, rolesOf, clauseOf: w.identity.clauseOf })
  const deps = { ...w.identity, networks: rules, rolesOf }
  const lets = async (work: () => undefined | Promise<void>) => {
    try {
      await work()
      return true
    } catch (error) {
      assert.ok(isAzukariError(error, 'network_refused'), String(error))
      return false
    }
  }
  return {
    w,
    rules,
    roles,
    add: async (input, by = w.first, approval = approved) =>
      (await w.writer.across((tx, entries) => addNetwork(deps, tx, entries, by, input, approval))).value,
    remove: async (id, by = w.first) => {
      await w.writer.across((tx, entries) => removeNetwork(deps, tx, entries, by, id, approved))
    },
    enters: (caller, address) => lets(() => rules.enter(caller, address)),
    knocks: (address) => lets(() => rules.knock(address)),
  }
}

function person(w: World, address: string, id = newId()): PersonCaller {
  const key = newId()
  return {
    tenant: w.first.tenant,
    tenantId: w.first.tenantId,
    principal: id,
    principalId: personId(id),
    kind: 'person',
    credential: { key, keyId: 'ses' },
    session: {
      id: 'ses',
      key,
      state: 'full',
      accepted: true,
      amr: ['pwd', 'otp'],
      address,
      createdMs: 0,
      idleUntilMs: 0,
      untilMs: 0,
    },
  }
}

test('every list that is about a caller counts', async (t) => {
  const s = await scene(t)
  const service = await s.w.service([])
  const anna = person(s.w, '192.0.2.1')
  assert.equal(await s.enters(service, '203.0.113.1'), true, 'no list restricts nobody')
  await s.add({ network: '192.0.2.0/24', scope: 'all' })
  await s.add({ network: '2001:db8::/32', scope: 'all' })
  assert.equal(await s.enters(service, '203.0.113.1'), false)
  assert.equal(await s.enters(service, '::ffff:192.0.2.7'), true)
  assert.equal(await s.enters(service, '2001:db8::7'), true)
  await s.add({ network: '192.0.2.128/25', scope: 'staff' })
  assert.equal(await s.enters(anna, '192.0.2.1'), false)
  assert.equal(await s.enters(anna, '192.0.2.129'), true)
  assert.equal(await s.enters(service, '192.0.2.1'), true, 'services are no staff')
  await s.add({ network: '192.0.2.9', scope: 'principal', principal: service.principal })
  assert.equal(await s.enters(service, '192.0.2.8'), false)
  assert.equal(await s.enters(service, '192.0.2.9'), true)
  await s.add({ network: '192.0.2.200', scope: 'role', role: 'administrator' })
  assert.equal(await s.enters(anna, '192.0.2.129'), true)
  s.roles.set(anna.principalId, ['administrator'])
  assert.equal(await s.enters(anna, '192.0.2.129'), false)
  assert.equal(await s.enters(anna, '192.0.2.200'), true)
  assert.equal(await s.enters(s.w.first, '203.0.113.1'), true, 'the operator is on the machine')
})

test('who knocks is turned away only where every tenant has a list', async (t) => {
  const s = await scene(t)
  const tenants = (
    await s.w.db.owner.read.query<{ n: number }>({
      text: `SELECT count(*) AS n FROM keys.tenant WHERE state = 'live'`,
    })
  )[0]?.n
  await s.add({ network: '192.0.2.0/24', scope: 'all' })
  assert.equal(tenants, 2)
  assert.equal(await s.knocks('203.0.113.1'), true)
  await s.add({ network: '198.51.100.0/24', scope: 'all' }, s.w.second)
  assert.equal(await s.knocks('203.0.113.1'), false)
  assert.equal(await s.knocks('198.51.100.1'), true)
  const ofFirst = await s.w.service([])
  assert.equal(await s.enters(ofFirst, '198.51.100.1'), false, 'another tenant’s network opens nothing here')
})

test('nobody approves themselves out; the operator may', async (t) => {
  const s = await scene(t)
  const anna = person(s.w, '192.0.2.1')
  const locksOut = (error: unknown) => isAzukariError(error, 'network_locks_out')
  await assert.rejects(s.add({ network: '198.51.100.0/24', scope: 'all' }, anna), locksOut)
  await assert.rejects(s.add({ network: '198.51.100.0/24', scope: 'staff' }, anna), locksOut)
  const own = await s.add({ network: '192.0.2.0/24', scope: 'all' }, anna)
  await s.add({ network: '198.51.100.0/24', scope: 'all' }, anna)
  await assert.rejects(s.remove(own, anna), locksOut)
  assert.equal(await s.w.count('identity.network', 'removed_ms IS NULL'), 2)
  const operator: NetworkApproval = {
    requestedBy: 'operator',
    approvedBy: undefined,
    request: undefined,
    unapproved: 'operator',
  }
  await s.add({ network: '203.0.113.9', scope: 'staff' }, s.w.first, operator)
  assert.equal(await s.enters(anna, '192.0.2.1'), false)
})

test('another server has a change within a second, and none when the lists cannot be read', async (t) => {
  const s = await scene(t)
  let ms = 0
  let broken = false
  const database = around(s.w.db.app, (on) => ({
    ...on,
    read: {
      query: (q, values) => (broken ? Promise.reject(new Error('gone')) : on.read.query(q, values)),
    },
  }))
  const other = new NetworkRules({
    database,
    rolesOf: async () => [],
    clauseOf: () => undefined,
    elapsed: () => ms,
  })
  const service = await s.w.service([])
  await other.enter(service, '203.0.113.1')
  await s.add({ network: '192.0.2.0/24', scope: 'all' })
  ms = 800
  await assert.rejects(
    async () => other.enter(service, '203.0.113.1'),
    (e) => isAzukariError(e, 'network_refused'),
  )
  await other.enter(service, '192.0.2.1')
  broken = true
  ms = 1600
  await assert.rejects(
    async () => other.enter(service, '192.0.2.1'),
    (e) => isAzukariError(e, 'networks_unknown'),
  )
})

test('headers change an address only behind a declared proxy', async (t) => {
  const s = await scene(t)
  for (const tenant of [s.w.first, s.w.second])
    await s.add({ network: '198.51.100.0/24', scope: 'all' }, tenant)
  const probe = route({
    operation: 'probe',
    method: 'GET',
    path: '/probe',
    summary: 'Answers',
    access: 'public',
    reply: z.object({ address: z.string() }),
    statuses: [200],
    errors: [],
    handle: async (x) => ({ status: 200, body: { address: x.address } }),
  })
  const ask = async (proxies: readonly string[], headers: Record<string, string>, path = '/v1/probe') => {
    const denied: string[] = []
    const server = await createServer({
      routes: [probe],
      log: silentLogger,
      document: { version: '0', keyErrors: [] },
      proxies,
      network: (address) => s.rules.knock(address),
      authenticate: () => Promise.reject(new Error('not asked')),
      gate: () => {},
      denied: ({ code, address }) => denied.push(`${code} ${address}`),
      resolveTenant: () => undefined,
    })
    const { url } = await server.listen({ port: 0 })
    const { status } = await fetch(url + path, { headers })
    await server.close(100)
    return { status, denied }
  }
  const spoofed = {
    'x-forwarded-for': '198.51.100.7',
    forwarded: 'for=198.51.100.7',
    'x-real-ip': '198.51.100.7',
    'true-client-ip': '198.51.100.7',
    'cf-connecting-ip': '198.51.100.7',
  }
  assert.deepEqual(await ask([], spoofed), { status: 403, denied: ['network_refused 127.0.0.1'] })
  assert.equal((await ask(['127.0.0.1'], spoofed)).status, 200)
  // What a client wrote in front of what the proxy added is not believed.
  const chain = { 'x-forwarded-for': '198.51.100.7, 203.0.113.5' }
  assert.deepEqual(await ask(['127.0.0.1'], chain), { status: 403, denied: ['network_refused 203.0.113.5'] })
  assert.equal(
    (await ask(['127.0.0.1'], { 'x-forwarded-for': '203.0.113.5, ::ffff:198.51.100.7' })).status,
    200,
  )
  assert.equal((await ask(['127.0.0.1'], { 'x-forwarded-for': 'unknown' })).status, 403)
  assert.equal((await ask(['10.0.0.0/8'], spoofed)).status, 403)
  assert.equal((await ask([], {}, '/v1/health')).status, 200)
})
