import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { PeerCertificate } from 'node:tls'
import fc from 'fast-check'
import pg from 'pg'
import { connectionSettings, connectionUrl, driverConfig, staysOnMachine } from './transport.ts'

const tls = (url: string) => connectionSettings(url).ssl

test('without TLS over a socket and to this machine', () => {
  for (const place of ['127.0.0.1', '127.0.0.2:5433', 'localhost', 'LOCALHOST', '[::1]', '[::1]:5433']) {
    assert.equal(tls(`postgresql://u:p@${place}/d`), false, place)
    assert.equal(tls(`postgres://u:p@${place}/d?sslmode=disable`), false, place)
  }
  assert.equal(tls('postgresql://u:p@/d?host=/run/postgresql&port=5433'), false)
  assert.equal(tls('postgresql://u:p@/d?host=%2Frun%2Fpostgresql'), false)
  assert.equal(connectionSettings('postgresql://u:p@localhost/d').host, '127.0.0.1', 'no resolver is asked')
})

test('anything else needs TLS, and gets it verified when nothing is said', () => {
  const far = [
    'db.example.org',
    'localhost.evil.com',
    'localhost.',
    '127.0.0.1.evil.com',
    '127.1',
    '0127.0.0.1',
    '127.0.0.256',
    '0x7f.0.0.1',
    '2130706433',
    '0.0.0.0',
    '10.0.0.1',
    '[::ffff:127.0.0.1]',
    '[::ffff:7f00:1]',
    '[::]',
    '[::2]',
    '[fe80::1]',
  ]
  for (const host of far) {
    for (const mode of ['disable', 'allow', 'prefer']) {
      const url = `postgresql://u:p@${host}/d?sslmode=${mode}`
      try {
        connectionSettings(url)
        assert.fail(url)
      } catch (error) {
        const { code } = error as { code: string }
        assert.ok(['database_plaintext_refused', 'database_url_invalid'].includes(code), `${url}: ${code}`)
      }
    }
    if (host.endsWith('.')) continue
    for (const mode of ['', '?sslmode=require', '?sslmode=verify-full']) {
      assert.deepEqual(tls(`postgresql://u:p@${host}/d${mode}`), {
        rejectUnauthorized: true,
        minVersion: 'TLSv1.2',
      })
    }
  }
  const chainOnly = tls('postgresql://u:p@db.example.org/d?sslmode=verify-ca')
  assert.ok(chainOnly)
  assert.equal(chainOnly.rejectUnauthorized, true)
  assert.equal(chainOnly.checkServerIdentity?.('other.example.org', {} as PeerCertificate), undefined)
})

test('forms that two parsers could read differently are refused, and no message repeats the URL', () => {
  const hostile = [
    'postgresql://u:secret@127.0.0.1,evil.com/d',
    'postgresql://u:secret@127.0.0.1:5432,evil.com:5432/d',
    'postgresql://u:secret@%2Ftmp/d',
    'postgresql://u:secret@%6c%6f%63alhost/d',
    'postgresql://u:secret@127.0.0.1/d?host=evil.com',
    'postgresql://u:secret@127.0.0.1/d?host=/tmp',
    'postgresql://u:secret@/d?host=evil.com',
    'postgresql://u:secret@/d?host=/tmp,evil.com',
    'postgresql://u:secret@/d?host=/tmp&host=evil.com',
    'postgresql://u:secret@/d?host=@abstract',
    'postgresql://u:secret@127.0.0.1/d?hostaddr=10.0.0.1',
    'postgresql://u:secret@127.0.0.1/d?service=x',
    'postgresql://u:secret@127.0.0.1/d?passfile=/etc/passwd',
    'postgresql://u:secret@127.0.0.1/d?options=-c%20log_statement=all',
    'postgresql://u:secret@127.0.0.1/d?sslmode=off',
    'postgresql://u:secret@127.0.0.1/d?SSLMODE=disable',
    'postgresql://u:secret@127.0.0.1@evil.com/d',
    'postgresql://u:secret@127.0.0.1\\@evil.com/d',
    'postgresql://u:secret@127.0.0.1/d#x',
    'postgresql://u:secret@127.0.0.1 /d',
    'postgresql://u:secret@127.0.0.1:0/d',
    'postgresql://u:secret@127.0.0.1:99999/d',
    'postgresql://u:secret@127.0.0.1/',
    'postgresql://u:secret@127.0.0.1',
    'postgresql://127.0.0.1/d',
    'postgresql://u:secret@/d',
    'postgresql://u:secret%00@127.0.0.1/d',
    'postgresql://u:secret%zz@127.0.0.1/d',
    'postgresql:///d?host=/tmp',
    'http://u:secret@127.0.0.1/d',
    'host=127.0.0.1 user=u password=secret',
    '',
  ]
  for (const url of hostile) {
    assert.throws(
      () => connectionSettings(url),
      (error: Error & { code?: string }) => {
        assert.equal(error.code, 'database_url_invalid', url)
        assert.ok(!JSON.stringify([error, error.stack]).includes('secret'), url)
        return true
      },
    )
  }
})

test('PG* variables are not read', (t) => {
  const trap = {
    PGHOST: 'evil.com',
    PGPORT: '1',
    PGUSER: 'evil',
    PGPASSWORD: 'evil',
    PGDATABASE: 'evil',
    PGSSLMODE: 'no-verify',
    PGOPTIONS: '-c evil=1',
    PGAPPNAME: 'evil',
    PGCLIENTENCODING: 'evil',
  }
  const before = { ...process.env }
  t.after(() => {
    process.env = before
  })
  Object.assign(process.env, trap)
  for (const url of [
    'postgresql://u@127.0.0.1/d',
    'postgresql://u@db.example.org/d',
    'postgresql://u@/d?host=/run/p',
  ]) {
    const client = new pg.Client(driverConfig(connectionSettings(url), 'azukari'))
    const { connectionParameters } = client as unknown as { connectionParameters: Record<string, unknown> }
    const seen = JSON.stringify({ ...connectionParameters, password: String(connectionParameters.password) })
    assert.ok(!/evil|no-verify/.test(seen), seen)
    assert.equal(connectionParameters.port, 5432)
  }
})

test('settings survive the way through a URL', () => {
  const text = fc
    .string({ unit: 'grapheme', minLength: 1, maxLength: 20 })
    .filter((s) => !s.includes('\0') && s.isWellFormed())
  const host = fc.constantFrom('127.0.0.1', '::1', '/run/postgresql', '/tmp/a b&c=%')
  const settings = fc.record({
    host,
    port: fc.integer({ min: 1, max: 65_535 }),
    user: text,
    password: text,
    database: text,
  })
  fc.assert(
    fc.property(settings, (made) => {
      const whole = { ...made, ssl: false as const }
      assert.deepEqual(connectionSettings(connectionUrl(whole)), whole)
    }),
  )
})

test('no name or number passes for this machine by looking like it', () => {
  fc.assert(
    fc.property(fc.domain(), (name) => {
      assert.equal(staysOnMachine(name), false)
    }),
  )
})
