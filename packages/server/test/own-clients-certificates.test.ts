import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { type TestContext, test } from 'node:test'
import { AzukariApiError, AzukariConnectionError, createClient } from '@azukari/sdk'
import { nodeFetch } from '@azukari/sdk/node'
import { createGrant } from '../src/access/index.ts'
import { selfSigned } from '../src/http/test-support/self-signed.ts'
import { testCa } from '../src/http/test-support/test-ca.ts'
import { createKey, createService, operatorCaller } from '../src/identity/index.ts'
import { TENANT_ACTIONS } from '../src/policy/index.ts'
import { temporaryDirectory } from './own-cluster.ts'
import { staffApp } from './staff-app.ts'

const MAIN = join(import.meta.dirname, '../src/main.ts')

/** A server behind TLS that asks for certificates, and a service whose key is bound to one. */
async function scene(t: TestContext) {
  const directory = await temporaryDirectory(t)
  const company = testCa('Company CA')
  const own = selfSigned('localhost')
  const machine = company.issue('label printer')
  const other = company.issue('another machine')
  const at = (name: string) => join(directory, name)
  const files = {
    cert: own.cert,
    key: own.key,
    ca: company.cert,
    mine: machine.cert,
    mineKey: machine.key,
    otherKey: other.key,
  }
  for (const [name, text] of Object.entries(files)) await writeFile(at(name), text, { mode: 0o600 })
  const site = await staffApp({
    AZUKARI_TLS_CERT: at('cert'),
    AZUKARI_TLS_KEY: at('key'),
    AZUKARI_TLS_CLIENT_CA: at('ca'),
    AZUKARI_PROXIES: '',
  })
  t.after(() => site.close())
  const { app } = site
  const by = operatorCaller(app.tenant.tenant, app.tenant.id)
  const { id } = await createService(app.identity, by, { name: 'label printer' })
  const { key } = await createKey(app.identity, by, { service: id, certificate: machine.cert })
  for (const action of TENANT_ACTIONS) await createGrant(app.access, by, { principal: id, action })
  const collection = { collection: 'orders', fields: ['buyer.name'] }
  for (const action of ['put', 'import'] as const)
    await createGrant(app.access, by, { principal: id, action, ...collection })
  const url = `https://localhost:${new URL(site.url).port}`
  return { url, key, machine, other, own, at }
}

test('the client shows its certificate, to a server of a CA of its own; without it a bound key opens nothing', async (t) => {
  const { url, key, machine, other, own } = await scene(t)
  const client = (tls: Parameters<typeof nodeFetch>[0]) =>
    createClient({ url, key, fetch: nodeFetch(tls), retry: { attempts: 1 } })
  const shown = client({ cert: machine.cert, key: machine.key, ca: own.cert })
  assert.ok((await shown.serviceList()).services.length > 0)
  const put = await shown.recordPut({
    collection: 'orders',
    id: 'o-1',
    body: { fields: { 'buyer.name': '山田 花子' } },
  })
  assert.equal(put.created, true, 'a body goes along')
  for (const tls of [{ ca: own.cert }, { cert: other.cert, key: other.key, ca: own.cert }])
    await assert.rejects(
      client(tls).serviceList(),
      (error) => error instanceof AzukariApiError && error.code === 'certificate_needed',
    )
  const untrusted = client({ cert: machine.cert, key: machine.key })
  await assert.rejects(untrusted.serviceList(), AzukariConnectionError, 'nobody this machine knows signed it')
  assert.throws(() => nodeFetch({ cert: machine.cert, key: other.key }), /mismatch/)
  assert.throws(() => nodeFetch({ cert: machine.cert }), TypeError)
  await assert.rejects(nodeFetch({ ca: own.cert })('http://localhost:1/'), /https only/)
})

test('a body that is streamed goes out while the answer comes in, and both can be given up', async (t) => {
  const { url, key, machine, own } = await scene(t)
  const fetcher = nodeFetch({ cert: machine.cert, key: machine.key, ca: own.cert })
  const client = createClient({ url, key, fetch: fetcher })
  let answered = 0
  let more = () => {}
  async function* lines() {
    for (let n = 0; n < 3; n++) {
      yield { id: `s-${n}`, fields: { 'buyer.name': 'Yamada' } }
      // The next goes out when something of the last has come back.
      await new Promise<void>((resolve) => {
        more = resolve
        if (answered > n) resolve()
      })
    }
  }
  const replies = await client.recordImport({ collection: 'orders', body: lines() })
  for await (const reply of replies as AsyncIterable<object>) {
    assert.ok(reply)
    answered++
    more()
  }
  assert.ok(answered >= 3)

  const gone = new AbortController()
  const waiting = client.serviceList({}, { signal: gone.signal })
  gone.abort(new Error('given up'))
  await assert.rejects(waiting, { message: 'given up' })
})

test('a command shows a certificate with --client-cert and --client-key, and trusts --ca', async (t) => {
  const { url, key, at } = await scene(t)
  const run = async (...more: string[]) => {
    const child = spawn(
      process.execPath,
      [MAIN, 'service', 'list', '--url', url, '--key', 'env:KEY', '--json', ...more],
      { env: { ...process.env, KEY: key, AZUKARI_LOG_LEVEL: 'error' } },
    )
    let text = ''
    for (const stream of [child.stdout, child.stderr])
      stream.on('data', (part) => {
        text += part
      })
    const code = await new Promise<number | null>((resolve) => child.once('close', resolve))
    return { code, text }
  }
  const trusted = ['--ca', at('cert')]
  const ok = await run(...trusted, '--client-cert', at('mine'), '--client-key', at('mineKey'))
  assert.equal(ok.code, 0, ok.text)
  assert.match(ok.text, /label printer/)
  for (const [args, code] of [
    [trusted, 'certificate_needed'],
    [['--client-cert', at('mine'), '--client-key', at('mineKey')], 'server_unreachable'],
    [[...trusted, '--client-cert', at('mine')], 'client_tls_invalid'],
    [[...trusted, '--client-cert', at('mine'), '--client-key', at('otherKey')], 'client_tls_invalid'],
    [[...trusted, '--client-cert', at('none'), '--client-key', at('mineKey')], 'client_tls_invalid'],
    [[...trusted, '--client-cert', at('mine'), '--client-key', 'env:NOT_THERE'], 'secret_unreadable'],
  ] as const) {
    const ran = await run(...args)
    assert.notEqual(ran.code, 0)
    assert.ok(ran.text.includes(code), `${args.join(' ')}: ${ran.text}`)
  }
})
