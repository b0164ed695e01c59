import assert from 'node:assert/strict'
import { test } from 'node:test'
import { z } from 'zod'
import { ensureTenant } from '../src/app/open/first-start.ts'
import { DOCUMENT } from '../src/app/serve/serve.ts'
import type { App } from '../src/app.ts'
import { createServer } from '../src/http/index.ts'
import { silentLogger } from '../src/platform/logger.ts'
import { type Route, route } from '../src/platform/route.ts'
import { TENANT_ACTIONS } from '../src/policy/index.ts'
import { expected, type Ground, observed } from './matrix/expected.ts'
import { anonymous, approveDevice, personWho, serviceWho, type Who } from './matrix/who.ts'
import { servedApp } from './test-app.ts'

interface Site {
  readonly app: App
  readonly url: string
}

/** What ends the caller's own session comes last, so that every other route is asked by somebody who is there. */
const LAST = ['session.sign-out', 'me.sign-out', 'sign-out']
const inOrder = (routes: readonly Route[]) =>
  [...routes].sort((a, b) => Number(endsSession(a)) - Number(endsSession(b)))
const endsSession = ({ operation, path }: Route) => LAST.includes(operation) || path === '/sign-out'

/** Asks a route the least that reaches its door; the door comes before anything of the request is read. */
async function ask({ url }: Site, one: Route, who: Who, prefix: string) {
  const path = one.path.replace(/\{\w+\+?\}/g, 'x')
  const headers: Record<string, string> = { ...who.headers() }
  let body: string | undefined
  if (one.streams !== undefined) [body, headers['content-type']] = ['\n', one.streams]
  else if (one.body !== undefined) [body, headers['content-type']] = ['{}', 'application/json']
  const reply = await fetch(`${url}/v1${prefix}${path}`, {
    method: one.method,
    headers,
    redirect: 'manual',
    ...(body === undefined ? {} : { body }),
  })
  const problem = reply.headers.get('content-type')?.includes('problem+json') === true
  if (!problem) {
    // A stream that follows something has no end.
    await reply.body?.cancel()
    return observed(one, reply.status, undefined)
  }
  const { code } = (await reply.json()) as { code?: string }
  return observed(one, reply.status, code)
}

async function compare(at: Site, people: readonly Who[], ground: Ground): Promise<number> {
  const wrong: string[] = []
  let asked = 0
  for (const who of people) {
    const prefix = who.kind === 'stranger' ? `/tenants/${at.app.tenant.id}` : ''
    for (const one of inOrder(at.app.routes)) {
      const [should, does] = [expected(one, who, ground), await ask(at, one, who, prefix)]
      asked++
      if (should !== does) wrong.push(`${one.method} ${one.path} by ${who.name}: ${should}, but ${does}`)
    }
  }
  assert.deepEqual(wrong, [])
  return asked
}

const ROLES = ['access-owner', 'administrator', 'support', 'auditor']

test('every route, asked by everybody, answers as it is declared and as the policy says of roles', async (t) => {
  const at = await servedApp(t)
  const { app, url } = at
  const { keyring, clock, databases, writers } = app
  const deps = { database: databases.app, writer: writers.app, keyring, clock }
  const second = await ensureTenant(deps, 'second', 'Asia/Tokyo')
  const people = [
    anonymous,
    await serviceWho(app, 'bare helper', []),
    await serviceWho(app, 'shop administration', TENANT_ACTIONS),
    await personWho(app, url, { name: 'pending', roles: ROLES, state: 'pending' }),
    await personWho(app, url, { name: 'not accepted', roles: ROLES, state: 'unaccepted' }),
    await personWho(app, url, { name: 'roleless', roles: [], state: 'full' }),
    ...(await Promise.all(
      ROLES.map((role) => personWho(app, url, { name: role, roles: [role], state: 'full' })),
    )),
    await personWho(app, url, { name: 'elsewhere', roles: ROLES, state: 'full', tenant: second }),
  ]
  const asked = await compare(at, people, { devices: 'none' })
  assert.equal(asked, people.length * app.routes.length)
  t.diagnostic(`${asked} requests over ${app.routes.length} routes`)
})

test('once a company device was approved, people are let in on one and on no other', async (t) => {
  const at = await servedApp(t)
  const all = { roles: ROLES, state: 'full' } as const
  const onTheirs = await personWho(at.app, at.url, { name: 'own device', ...all })
  const unaccepted = await personWho(at.app, at.url, {
    name: 'not accepted',
    roles: ROLES,
    state: 'unaccepted',
  })
  const newcomer = await personWho(at.app, at.url, { name: 'new', roles: ROLES, state: 'unaccepted' })
  const onCompany = await personWho(at.app, at.url, { name: 'company device', ...all })
  await approveDevice(at.app, onTheirs, false)
  await approveDevice(at.app, onCompany, true)
  await approveDevice(at.app, newcomer, true)
  const service = await serviceWho(at.app, 'shop administration', TENANT_ACTIONS)
  await compare(at, [onTheirs, unaccepted], { devices: 'unknown' })
  await compare(at, [onCompany, newcomer, service], { devices: 'company' })
})

test('outside the staff networks no person is let in anywhere, and services are', async (t) => {
  const at = await servedApp(t)
  const person = await personWho(at.app, at.url, { name: 'outside', roles: ROLES, state: 'full' })
  const service = await serviceWho(at.app, 'shop administration', TENANT_ACTIONS)
  const text = `INSERT INTO identity.network (tenant, id, network, scope, made_ms, made_by, approved_by) VALUES ($1, $2, '192.0.2.0/24', 'staff', 1, 'operator', $3)`
  await at.app.databases.app.across.write({ text }, [
    at.app.tenant.tenant,
    Buffer.alloc(16, 1),
    'somebody else',
  ])
  at.app.provisioning.networks.forget()
  const wrong: string[] = []
  for (const one of inOrder(at.app.routes).filter((r) => r.access !== 'public')) {
    const does = await ask(at, one, person, '')
    if (does !== 'network_refused') wrong.push(`${one.method} ${one.path}: ${does}`)
  }
  assert.deepEqual(wrong, [])
  await compare(at, [service], { devices: 'none' })
})

test('a route that does not say who may call it is neither typed nor served', async () => {
  const declared = {
    operation: 'test.open',
    method: 'GET',
    path: '/open',
    summary: 'Nobody said who may',
    reply: z.object({}),
    statuses: [200],
    errors: [],
    handle: async () => ({ status: 200, body: {} }),
  } as const
  // @ts-expect-error: `access` is missing
  const open = route(declared)
  const options = {
    log: silentLogger,
    document: DOCUMENT,
    authenticate: () => Promise.reject(new Error('not asked')),
    gate: () => {},
    denied: () => {},
    resolveTenant: () => undefined,
  }
  for (const access of [undefined, 'anyone', {}, { action: 1 }, null]) {
    const routes = [{ ...open, access } as unknown as Route]
    await assert.rejects(async () => createServer({ ...options, routes }), /has no access/, String(access))
  }
})
