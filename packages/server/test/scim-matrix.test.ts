import assert from 'node:assert/strict'
import { type TestContext, test } from 'node:test'
import { ensureTenant } from '../src/app/open/first-start.ts'
import type { App } from '../src/app.ts'
import { operatorCaller } from '../src/identity/index.ts'
import { createScimToken, revokeScimToken } from '../src/identity/scim/scim-tokens.ts'
import { TENANT_ACTIONS } from '../src/policy/index.ts'
import { anonymous, personWho, serviceWho } from './matrix/who.ts'
import { servedApp } from './test-app.ts'

// The directory's door has its own forms (RFC 7644), so it stands beside the routes and not in their table: this is its own.
const PATHS = [
  'Users',
  'Users/.search',
  'Users/{user}',
  'Groups',
  'Groups/.search',
  'Groups/{group}',
  '.search',
  'ServiceProviderConfig',
  'ResourceTypes',
  'ResourceTypes/User',
  'Schemas',
  'Schemas/urn:ietf:params:scim:schemas:core:2.0:User',
  'Bulk',
  'Me',
]
const METHODS = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE'] as const

interface Directory {
  readonly name: string
  readonly headers: () => Record<string, string>
}

async function site(t: TestContext) {
  const { app, url } = await servedApp(t)
  const { keyring, clock, databases, writers } = app
  const deps = { database: databases.app, writer: writers.app, keyring, clock }
  const second = await ensureTenant(deps, 'second', 'Asia/Tokyo')
  return { app, second, url }
}

async function tokenOf(
  app: App,
  name: string,
  tenant = app.tenant,
): Promise<Directory & { readonly id: string }> {
  const by = operatorCaller(tenant.tenant, tenant.id)
  const { id, token } = await createScimToken(app.provisioning.scim, by, { title: name })
  return { id, name, headers: () => ({ authorization: `Bearer ${token}` }) }
}

test('every path and method of the directory’s door is shut to everybody but a directory of that tenant', async (t) => {
  const { app, second, url } = await site(t)
  const ours = await tokenOf(app, 'directory')
  const theirs = await tokenOf(app, 'directory elsewhere', second)
  const ended = await tokenOf(app, 'ended directory')
  await revokeScimToken(app.provisioning.scim, operatorCaller(app.tenant.tenant, app.tenant.id), ended.id)
  const scim = (who: Directory, method: string, path: string, body?: unknown) =>
    fetch(`${url}/scim/v2/${path}`, {
      method,
      headers: {
        ...who.headers(),
        ...(body === undefined ? {} : { 'content-type': 'application/scim+json' }),
      },
      redirect: 'manual',
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    })
  const made = async (path: string, body: unknown) => {
    const reply = await scim(ours, 'POST', path, body)
    assert.equal(reply.status, 201)
    return ((await reply.json()) as { id: string }).id
  }
  const user = await made('Users', {
    schemas: ['urn:ietf:params:scim:schemas:core:2.0:User'],
    userName: 'hanako.yamada@example.com',
    displayName: 'Hanako Yamada',
  })
  const group = await made('Groups', {
    schemas: ['urn:ietf:params:scim:schemas:core:2.0:Group'],
    displayName: 'Support',
  })

  const all = ['access-owner', 'administrator', 'support', 'auditor']
  const shut: readonly Directory[] = [
    anonymous,
    ended,
    { name: 'not a token', headers: () => ({ authorization: 'Bearer azt_nothing' }) },
    await serviceWho(app, 'shop administration', TENANT_ACTIONS),
    await personWho(app, url, { name: 'pending', roles: all, state: 'pending' }),
    await personWho(app, url, { name: 'everyrole', roles: all, state: 'full' }),
  ]
  const wrong: string[] = []
  let asked = 0
  for (const path of PATHS.map((one) => one.replace('{user}', user).replace('{group}', group))) {
    for (const method of METHODS) {
      const body = ['POST', 'PUT', 'PATCH'].includes(method) ? {} : undefined
      for (const who of shut) {
        const { status } = await scim(who, method, path, body)
        asked++
        if (status !== 401) wrong.push(`${method} ${path} by ${who.name}: ${status}`)
      }
      // Another tenant's directory stands before its own people: what is here is not there.
      const { status } = await scim(theirs, method, path, body)
      asked++
      if (path.includes(user) || path.includes(group)) {
        if (status < 400) wrong.push(`${method} ${path} by ${theirs.name}: ${status}`)
      } else if (status === 401 || status >= 500) {
        if (status !== 501) wrong.push(`${method} ${path} by ${theirs.name}: ${status}`)
      }
    }
  }
  assert.deepEqual(wrong, [])
  t.diagnostic(`${asked} requests over ${PATHS.length} paths`)
  // Nothing of all that reached them; and they are read by whom they belong to.
  const read = await scim(ours, 'GET', `Users/${user}`)
  assert.equal(((await read.json()) as { userName: string }).userName, 'hanako.yamada@example.com')
  const list = (await (await scim(theirs, 'GET', 'Users')).json()) as { totalResults: number }
  assert.equal(list.totalResults, 0)
})

test('a directory’s token opens no route of the API', async (t) => {
  const { app, url } = await site(t)
  const { headers } = await tokenOf(app, 'directory')
  const wrong: string[] = []
  for (const { method, path, access } of app.routes) {
    if (access === 'public') continue
    const reply = await fetch(`${url}/v1${path.replace(/\{\w+\+?\}/g, 'x')}`, { method, headers: headers() })
    await reply.body?.cancel()
    if (reply.status !== 401) wrong.push(`${method} ${path}: ${reply.status}`)
  }
  assert.deepEqual(wrong, [])
})

test('outside the networks of its tenant a directory is turned away, and another tenant’s is not', async (t) => {
  const { app, second, url } = await site(t)
  const ours = await tokenOf(app, 'directory')
  const theirs = await tokenOf(app, 'directory elsewhere', second)
  const get = async (who: Directory) =>
    (await fetch(`${url}/scim/v2/Users`, { headers: who.headers() })).status
  assert.deepEqual([await get(ours), await get(theirs)], [200, 200])
  const text = `INSERT INTO identity.network (tenant, id, network, scope, made_ms, made_by, approved_by) VALUES ($1, $2, '192.0.2.0/24', 'all', 1, 'operator', $3)`
  await app.databases.app.across.write({ text }, [app.tenant.tenant, Buffer.alloc(16, 1), 'somebody else'])
  app.provisioning.networks.forget()
  assert.deepEqual([await get(ours), await get(theirs)], [403, 200])
})
