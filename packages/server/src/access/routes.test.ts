import assert from 'node:assert/strict'
import { test } from 'node:test'
import { testDatabase } from '../../test/database.ts'
import { createServer } from '../http/index.ts'
import { bearerKey, identityErrors, identityRoutes, makeSetupLink } from '../identity/index.ts'
import { silentLogger } from '../platform/logger.ts'
import { gate } from './decision/gate.ts'
import { actionDenied } from './errors.ts'
import { accessRoutes } from './routes.ts'
import { accessScene } from './test-support/test-scene.ts'

type Reply = { status: number; body: Record<string, unknown> }

async function serve(t: Parameters<typeof testDatabase>[0] & { after(fn: () => Promise<void>): void }) {
  const db = await testDatabase(t)
  const scene = await accessScene(db.app, db.owner)
  const { deps, requests, identity, authenticator, authorities } = scene
  const server = await createServer({
    routes: [...identityRoutes(identity), ...accessRoutes(requests, identity)],
    log: silentLogger,
    document: { version: '1', keyErrors: [identityErrors.keyUnknown, actionDenied] },
    authenticate: async ({ authorization }) =>
      (await authenticator.authenticate(bearerKey(authorization))).caller,
    gate: (caller, action, operation) => gate({ ...deps, authorities }, caller, action, operation),
    denied: () => {},
    resolveTenant: () => undefined,
    checkReplies: true,
  })
  const { url } = await server.listen({ host: '127.0.0.1', port: 0 })
  t.after(() => server.close())
  const call = async (method: string, path: string, key?: string, body?: unknown): Promise<Reply> => {
    const headers: Record<string, string> = {}
    if (key) headers.authorization = `Bearer ${key}`
    if (body !== undefined) headers['content-type'] = 'application/json'
    const init: RequestInit = {
      method,
      headers,
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    }
    const reply = await fetch(`${url}/v1${path}`, init)
    return { status: reply.status, body: (await reply.json()) as Record<string, unknown> }
  }
  return { ...scene, db, call }
}

test('from the set-up link to a granted service and back, over HTTP', async (t) => {
  const { identity, by, call } = await serve(t)
  const { token } = await makeSetupLink(identity, by)
  const setup = await call('POST', '/setup', undefined, { token, name: 'shop administration' })
  assert.equal(setup.status, 201)
  const admin = setup.body.key as string

  const service = await call('POST', '/services', admin, { name: 'label printer' })
  assert.equal(service.status, 201)
  const made = await call('POST', `/services/${service.body.id}/keys`, admin, {})
  assert.equal(made.status, 201)
  const key = made.body.key as string
  const refused = await call('GET', '/grants', key)
  assert.deepEqual([refused.status, refused.body.code, refused.body.clause], [403, 'action_denied', 'A2'])

  const scope = { action: 'reveal', collection: 'orders', fields: ['name'], purpose: 'fulfilment' }
  const grant = await call('POST', '/grants', admin, { principal: service.body.id, ...scope })
  assert.equal(grant.status, 201)
  const question = { principal: service.body.id, ...scope }
  const why = await call('POST', '/access/explain', admin, question)
  assert.deepEqual([why.body.allowed, why.body.grant], [true, grant.body.id])

  const rotated = await call('POST', `/keys/${made.body.id}/rotate`, admin, { overlapSeconds: 60 })
  assert.deepEqual([rotated.status, rotated.body.replaces], [201, made.body.id])
  const keys = await call('GET', `/keys?service=${service.body.id}`, admin)
  assert.equal((keys.body.keys as unknown[]).length, 2)
  assert.ok(!JSON.stringify(keys.body).includes(key))
  const grants = await call('GET', `/grants?principal=${service.body.id}&live=true`, admin)
  assert.equal((grants.body.grants as unknown[]).length, 1)

  assert.equal((await call('POST', `/grants/${grant.body.id}/revoke`, admin)).status, 200)
  const not = await call('POST', '/access/explain', admin, question)
  assert.deepEqual([not.body.allowed, not.body.reason, not.body.clause], [false, 'no_grant', 'A3'])
  assert.equal((await call('POST', `/keys/${rotated.body.id}/revoke`, admin)).status, 200)
  assert.equal((await call('POST', `/services/${service.body.id}/disable`, admin)).body.keysRevoked, 1)
  const services = await call('GET', '/services', admin)
  assert.deepEqual(
    (services.body.services as { name: string; liveKeys: number }[]).map((s) => [s.name, s.liveKeys]).sort(),
    [
      ['label printer', 0],
      ['shop administration', 1],
    ],
  )
})

test('without a key, with a revoked one, or with one of another tenant there is no way in', async (t) => {
  const { identity, by, elsewhere, service, call } = await serve(t)
  const there = await service('label printer', elsewhere)
  const { token } = await makeSetupLink(identity, by)
  const setup = await call('POST', '/setup', undefined, { token, name: 'shop administration' })
  const admin = setup.body.key as string
  assert.deepEqual(
    [(await call('GET', '/grants')).status, (await call('GET', '/grants', 'azk_x')).status],
    [401, 401],
  )
  assert.equal((await call('POST', `/services/${there.id}/disable`, admin)).body.code, 'service_not_found')
  assert.equal((await call('POST', `/keys/${there.keyId}/revoke`, admin)).body.code, 'key_not_found')
  assert.equal(
    (await call('POST', '/grants', admin, { principal: there.id, action: 'manage' })).body.code,
    'service_not_found',
  )
  const self = await call('POST', '/grants', admin, { principal: setup.body.service, action: 'read-log' })
  assert.deepEqual([self.status, self.body.code], [403, 'grant_to_self'])
  assert.equal(
    (await call('POST', '/setup', undefined, { token, name: 'second shop' })).body.code,
    'setup_link_invalid',
  )

  assert.equal((await call('POST', `/services/${setup.body.service}/disable`, admin)).status, 200)
  const after = await call('GET', '/grants', admin)
  assert.deepEqual([after.status, after.body.code], [401, 'key_revoked'])
})

test('hostile names and unknown members are refused and not repeated', async (t) => {
  const { identity, by, call } = await serve(t)
  const { token } = await makeSetupLink(identity, by)
  const setup = await call('POST', '/setup', undefined, { token, name: 'shop administration' })
  const admin = setup.body.key as string
  for (const name of ['admin', 'ａｄｍｉｎ', 'a\u202eb', 'taro@example.com', 'x'.repeat(200)]) {
    const reply = await call('POST', '/services', admin, { name })
    assert.equal(reply.status, 422, name)
    assert.ok(!JSON.stringify(reply.body).includes(name))
  }
  assert.equal((await call('POST', '/services', admin, { name: 'label printer', role: 'admin' })).status, 422)
  assert.equal((await call('POST', '/services', admin, {})).status, 422)
})
