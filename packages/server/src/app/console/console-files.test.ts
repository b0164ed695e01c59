import assert from 'node:assert/strict'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type TestContext, test } from 'node:test'
import { consolePages } from './console-files.ts'

const request = (path: string, more: object = {}) => ({
  path,
  accept: 'text/html,*/*',
  acceptEncoding: 'gzip, br;q=1.0',
  ifNoneMatch: undefined,
  ...more,
})

function built(t: TestContext) {
  const directory = mkdtempSync(join(tmpdir(), 'azukari-console-'))
  t.after(() => rmSync(directory, { recursive: true }))
  mkdirSync(join(directory, 'assets'))
  writeFileSync(join(directory, 'index.html'), '<!doctype html><title>x</title>')
  writeFileSync(join(directory, 'secret.json'), '{}')
  for (const [name, text] of [
    ['a-1234.js', 'plain'],
    ['a-1234.js.br', 'brotli'],
    ['a-1234.js.gz', 'gzip'],
    ['b-1.woff2', 'font'],
  ] as const)
    writeFileSync(join(directory, 'assets', name), text)
  return consolePages(directory)
}
const textOf = (reply: { bytes?: Uint8Array } | undefined) => Buffer.from(reply?.bytes ?? []).toString()

test('any address of a screen is the page, which is not stored and may do nothing but what is named', (t) => {
  const pages = built(t)
  for (const path of ['/', '/setup', '/overview', '/data/orders']) {
    const reply = pages(request(path))
    assert.equal(reply?.status, 200, path)
    assert.equal(reply?.headers['cache-control'], 'no-store')
    const policy = reply?.headers['content-security-policy'] ?? ''
    assert.match(policy, /^default-src 'none'; script-src 'self'; style-src 'self';/)
    assert.ok(!policy.includes('unsafe'))
    assert.equal(pages(request(path, { ifNoneMatch: reply?.headers.etag }))?.status, 304)
  }
})

test('the interfaces, files that are not there and programs get no page', (t) => {
  const pages = built(t)
  for (const path of [
    '/v1',
    '/v1/nothing',
    '/scim/v2/Users',
    '/favicon.ico',
    '/assets/gone-1.js',
    '/.env',
    '/secret.json',
    '/assets/../index.html',
  ])
    assert.equal(pages(request(path)), undefined, path)
  assert.equal(pages(request('/overview', { accept: 'application/json' })), undefined)
})

test('hashed files are kept for good, in the smallest coding that the browser takes', (t) => {
  const pages = built(t)
  const reply = pages(request('/assets/a-1234.js'))
  assert.equal(reply?.headers['content-encoding'], 'br')
  assert.equal(textOf(reply), 'brotli')
  assert.equal(reply?.headers['cache-control'], 'public, max-age=31536000, immutable')
  assert.equal(reply?.headers['content-type'], 'text/javascript; charset=utf-8')
  assert.equal(textOf(pages(request('/assets/a-1234.js', { acceptEncoding: 'gzip' }))), 'gzip')
  const plain = pages(request('/assets/a-1234.js', { acceptEncoding: 'identity' }))
  assert.equal(plain?.headers['content-encoding'], undefined)
  assert.equal(textOf(plain), 'plain')
  assert.equal(pages(request('/assets/b-1.woff2'))?.headers['content-encoding'], undefined)
  assert.equal(pages(request('/assets/a-1234.js', { ifNoneMatch: reply?.headers.etag }))?.status, 304)
})

test('without a build a page says how to make one', () => {
  const pages = consolePages(join(tmpdir(), 'azukari-never-built'))
  const reply = pages(request('/'))
  assert.equal(reply?.status, 503)
  assert.match(textOf(reply), /npm run build:console/)
})
