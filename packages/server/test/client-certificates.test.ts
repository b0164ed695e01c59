import assert from 'node:assert/strict'
import { writeFile } from 'node:fs/promises'
import { request } from 'node:https'
import { join } from 'node:path'
import { type TestContext, test } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import { createGrant } from '../src/access/index.ts'
import type { App } from '../src/app.ts'
import { CertifiedClient, type Pair } from '../src/http/test-support/certified.ts'
import { selfSigned } from '../src/http/test-support/self-signed.ts'
import { testCa } from '../src/http/test-support/test-ca.ts'
import { bindKey, createKey, createService, operatorCaller } from '../src/identity/index.ts'
import { beginSession } from '../src/identity/sessions/begin-session.ts'
import { TENANT_ACTIONS } from '../src/policy/index.ts'
import { temporaryDirectory } from './own-cluster.ts'
import { type Staff, staffApp } from './staff-app.ts'

/** The program whole behind TLS that asks for client certificates of a company's CA. */
async function scene(t: TestContext, env: Readonly<Record<string, string>> = {}) {
  const directory = await temporaryDirectory(t)
  const company = testCa('Company CA')
  const { cert, key } = selfSigned('server')
  const files = { cert, key, ca: company.cert }
  for (const [name, text] of Object.entries(files))
    await writeFile(join(directory, name), text, { mode: 0o600 })
  const site = await staffApp({
    AZUKARI_TLS_CERT: join(directory, 'cert'),
    AZUKARI_TLS_KEY: join(directory, 'key'),
    AZUKARI_TLS_CLIENT_CA: join(directory, 'ca'),
    AZUKARI_PROXIES: '',
    ...env,
  })
  t.after(() => site.close())
  const port = Number(new URL(site.url).port)
  const client = (pair?: Pair) => {
    const made = new CertifiedClient(port, pair)
    t.after(() => made.close())
    return made
  }
  const { app } = site
  const by = operatorCaller(app.tenant.tenant, app.tenant.id)
  const service = async (name: string) => {
    const { id } = await createService(app.identity, by, { name })
    const { key, id: keyId } = await createKey(app.identity, by, { service: id })
    for (const action of TENANT_ACTIONS) await createGrant(app.access, by, { principal: id, action })
    return { id, keyId, headers: { authorization: `Bearer ${key}` } }
  }
  /** As a browser of somebody sends it. */
  const asks = (one: CertifiedClient, who: Staff) => (method: string, path: string, body?: unknown) =>
    one.send(
      method,
      `/v1${path}`,
      { cookie: who.cookie, 'sec-fetch-site': 'same-origin', 'x-azukari-client': 'console' },
      body,
    )
  return { site, app, by, company, port, client, service, asks }
}

test('a bound key opens no route without its certificate', async (t) => {
  const { app, by, company, client, service } = await scene(t)
  const printer = await service('label printer')
  const machine = company.issue('printer 1')
  const bare = client()
  assert.equal((await bare.send('GET', '/v1/keys', printer.headers)).status, 200, 'it is not bound yet')
  const bound = await bare.send('POST', `/v1/keys/${printer.keyId}/bind`, printer.headers, {
    certificate: machine.cert,
  })
  assert.deepEqual([bound.status, bound.body.id], [200, printer.keyId], JSON.stringify(bound.body))
  const others: Record<string, CertifiedClient> = {
    none: bare,
    'another key': client(company.issue('printer 1')),
    'another CA': client(testCa('Another CA').issue('printer 1', { pair: machine.pair })),
    expired: client(company.issue('printer 1', { pair: machine.pair, untilMs: Date.now() - 1000 })),
    'for servers': client(company.issue('printer 1', { pair: machine.pair, side: 'server' })),
  }
  for (const [what, one] of Object.entries(others)) {
    const { status, body } = await one.send('GET', '/v1/keys', printer.headers)
    assert.deepEqual([status, body.code], [401, 'certificate_needed'], what)
  }
  const spoofed = {
    ...printer.headers,
    'x-client-cert': encodeURIComponent(machine.cert),
    'x-ssl-client-verify': 'SUCCESS',
  }
  assert.equal((await bare.send('GET', '/v1/keys', spoofed)).status, 401)
  const own = client(machine)
  assert.equal((await own.send('GET', '/v1/keys', printer.headers)).status, 200)
  const open: string[] = []
  for (const { method, path, access } of app.routes) {
    if (access === 'public') continue
    const { status, body } = await bare.send(
      method,
      `/v1${path.replace(/\{\w+\+?\}/g, 'x')}`,
      printer.headers,
    )
    if (status !== 401 || body.code !== 'certificate_needed')
      open.push(`${method} ${path}: ${status} ${body.code}`)
  }
  assert.deepEqual(open, [])
  await bindKey(app.identity, by, { key: printer.keyId, certificate: company.issue('printer 2').cert })
  assert.equal((await own.send('GET', '/v1/keys', printer.headers)).body.code, 'certificate_needed')
})

test('a stream that a key began without a certificate ends when the key is bound', async (t) => {
  const { app, by, company, port, service } = await scene(t)
  const importer = await service('order importer')
  const sent = request({
    port,
    host: 'localhost',
    method: 'POST',
    path: '/v1/collections/orders/import',
    rejectUnauthorized: false,
    headers: { ...importer.headers, 'content-type': 'application/x-ndjson' },
  })
  const ended = new Promise<string>((resolve) => {
    sent.on('error', () => resolve('cut'))
    sent.on('response', (response) => {
      response.on('error', () => resolve('cut'))
      response.on('end', () => resolve('ended'))
      response.resume()
    })
  })
  sent.write('\n')
  const held = setInterval(() => sent.write('\n'), 50)
  t.after(() => clearInterval(held))
  await sleep(500)
  await bindKey(app.identity, by, { key: importer.keyId, certificate: company.issue('importer').cert })
  const waited = sleep(20_000, 'it went on', { ref: false })
  assert.equal(await Promise.race([ended, waited]), 'cut')
})

test('behind a declared proxy a bound key opens nothing, whatever certificate the proxy has', async (t) => {
  const { app, by, company, client, service } = await scene(t, { AZUKARI_PROXIES: '127.0.0.1,::1' })
  const printer = await service('label printer')
  const proxy = company.issue('proxy')
  await bindKey(app.identity, by, { key: printer.keyId, certificate: proxy.cert })
  const { status, body } = await client(proxy).send('GET', '/v1/keys', printer.headers)
  assert.deepEqual([status, body.code, body.reason], [401, 'certificate_needed', 'none'])
})

test('a machine is a company device by its certificate, and a session on it answers there only', async (t) => {
  const { site, app, company, client, asks } = await scene(t)
  const roles = ['administrator', 'access-owner']
  const [hana, ryo] = [await site.staff('h.mori', roles), await site.staff('r.ito', roles)]
  const laptops = { hana: company.issue('laptop 1'), ryo: company.issue('laptop 2') }
  const at = { hana: asks(client(laptops.hana), hana), ryo: asks(client(laptops.ryo), ryo) }
  const bare = asks(client(), hana)

  const none = await bare('POST', '/me/devices/certificate', { name: 'Laptop' })
  assert.deepEqual([none.status, none.body.code], [422, 'device_certificate_missing'])
  const foreign = asks(client(testCa('Another CA').issue('laptop 1')), hana)
  assert.equal((await foreign('POST', '/me/devices/certificate', { name: 'Laptop' })).status, 422)

  const first = await at.hana('POST', '/me/devices/certificate', { name: 'Laptop of Hana' })
  assert.equal(first.status, 201, JSON.stringify(first.body))
  const second = await at.ryo('POST', '/me/devices/certificate', { name: 'Laptop of Ryo' })
  const stolen = await asks(client(laptops.hana), ryo)('POST', '/me/devices/certificate', { name: 'Mine' })
  assert.equal(stolen.body.code, 'device_refused', 'it belongs to somebody already')
  assert.equal(
    (await at.hana('POST', '/me/devices/confirm/certificate')).body.code,
    'device_refused',
    'it waits',
  )
  const self = await at.hana('POST', `/requests/${first.body.request}/approve`, {})
  assert.equal(self.status, 403, 'nobody approves their own')

  assert.equal((await at.ryo('POST', `/requests/${first.body.request}/approve`, {})).status, 200)
  assert.equal((await at.hana('GET', '/devices')).body.code, 'device_needed')
  const confirmed = await at.hana('POST', '/me/devices/confirm/certificate')
  assert.deepEqual(
    [confirmed.status, confirmed.body.device],
    [200, first.body.id],
    JSON.stringify(confirmed.body),
  )
  const borrowed = asks(client(laptops.hana), ryo)
  assert.equal(
    (await borrowed('POST', '/me/devices/confirm/certificate')).body.code,
    'device_refused',
    'not Ryo’s',
  )
  await assert.rejects(app.authenticator.recheck(hana.caller), { code: 'certificate_needed' })
  const listed = await at.hana('GET', '/devices')
  assert.equal(listed.status, 200)
  const kinds = (listed.body.items as { id: string; kind: string }[]).map(({ kind }) => kind)
  assert.deepEqual(kinds, ['certificate', 'certificate'])

  const renewed = company.issue('laptop 1', { pair: laptops.hana.pair })
  assert.equal((await asks(client(renewed), hana)('GET', '/devices')).status, 200)
  // The cookie, carried elsewhere, on routes of every kind.
  for (const elsewhere of [bare, foreign, asks(client(laptops.ryo), hana)]) {
    for (const path of ['/devices', '/me', '/me/devices', '/me/sessions']) {
      const { status, body } = await elsewhere('GET', path)
      assert.deepEqual([status, body.code], [401, 'certificate_needed'], path)
    }
    assert.equal((await elsewhere('POST', '/me/factors/totp')).body.code, 'certificate_needed')
  }

  assert.equal((await at.hana('POST', `/requests/${second.body.request}/approve`, {})).status, 200)
  assert.equal((await at.ryo('POST', '/me/devices/confirm/certificate')).status, 200)
  assert.equal((await at.ryo('POST', `/devices/${first.body.id}/revoke`)).status, 200)
  assert.equal((await at.hana('GET', '/me')).body.code, 'session_over', 'revoking ends its sessions')
  const returned = asks(client(laptops.hana), await signedInAgain(app, hana))
  const enrolled = await returned('POST', '/me/devices/certificate', { name: 'Again' })
  assert.equal(enrolled.body.code, 'device_refused')
  assert.equal((await returned('POST', '/me/devices/confirm/certificate')).body.code, 'device_refused')
  assert.equal((await returned('GET', '/devices')).body.code, 'device_needed')
})

/** Another session of somebody. */
async function signedInAgain(app: App, { caller }: Staff): Promise<Staff> {
  const { tenant, principal: person } = caller
  const browser = {
    cookie: undefined,
    userAgent: 'test',
    fetchSite: undefined,
    origin: undefined,
    host: undefined,
    client: undefined,
  }
  const session = {
    tenant,
    person,
    state: 'full',
    amr: ['pwd', 'otp'],
    from: { address: '127.0.0.1', browser },
  } as const
  const { value } = await app.writers.app.across((tx) => beginSession(tx, app.people, session))
  return { caller, cookie: value.cookies.map((line) => line.split(';', 1)[0]).join('; ') }
}
