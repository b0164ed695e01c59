import assert from 'node:assert/strict'
import { test } from 'node:test'
import { readConfiguration } from './configuration.ts'

const ENTRA = {
  AZUKARI_SIGN_ON: 'entra-id',
  AZUKARI_SIGN_ON_ENTRA_ID_ISSUER: 'https://login.example.com/tenant/v2.0',
  AZUKARI_SIGN_ON_ENTRA_ID_CLIENT_ID: 'client',
  AZUKARI_SIGN_ON_ENTRA_ID_CLIENT_SECRET: 'env:THE_SECRET',
  AZUKARI_SIGN_ON_ENTRA_ID_AMR: 'mfa, otp',
  AZUKARI_SIGN_ON_ENTRA_ID_GROUPS: 'cn=a,dc=b=support;g2=auditor',
  AZUKARI_SIGN_ON_ENTRA_ID_REQUIRES: 'hd=example.com',
  THE_SECRET: 'kept elsewhere',
}
const read = (env: Record<string, string | undefined>) => readConfiguration({}, env)

test('providers are declared by name, their secrets by reference', () => {
  assert.deepEqual(read({}).signOn, [])
  assert.deepEqual(read(ENTRA).signOn, [
    {
      id: 'entra-id',
      title: 'entra-id',
      issuer: 'https://login.example.com/tenant/v2.0',
      clientId: 'client',
      clientSecret: 'kept elsewhere',
      scopes: 'openid profile email',
      algorithm: 'RS256',
      amr: ['mfa', 'otp'],
      acr: [],
      requires: { hd: 'example.com' },
      groupsClaim: 'groups',
      groups: { 'cn=a,dc=b': 'support', g2: 'auditor' },
      creates: false,
      match: 'none',
    },
  ])
})

test('a literal secret, plaintext, and what says nothing are refused', () => {
  const wrong: [string, string | undefined, string][] = [
    ['CLIENT_SECRET', 'the secret itself', 'literal_secret_refused'],
    ['CLIENT_SECRET', 'env:NOWHERE', 'secret_unreadable'],
    ['ISSUER', 'http://login.example.com', 'configuration_invalid'],
    ['ISSUER', undefined, 'configuration_invalid'],
    ['CLIENT_ID', undefined, 'configuration_invalid'],
    ['ALGORITHM', 'none', 'configuration_invalid'],
    ['ALGORITHM', 'HS256', 'configuration_invalid'],
    ['SCOPES', 'profile', 'configuration_invalid'],
    ['GROUPS', 'support', 'configuration_invalid'],
    ['CREATES', 'yes', 'configuration_invalid'],
    ['MATCH', 'name', 'configuration_invalid'],
  ]
  for (const [name, value, code] of wrong) {
    const env = { ...ENTRA, [`AZUKARI_SIGN_ON_ENTRA_ID_${name}`]: value }
    assert.throws(() => read(env), { code }, `${name} ${value}`)
  }
  assert.throws(() => read({ ...ENTRA, AZUKARI_SIGN_ON: 'Entra!' }), { code: 'configuration_invalid' })
  assert.throws(() => read({ ...ENTRA, AZUKARI_SIGN_ON: 'entra-id entra-id' }), {
    code: 'configuration_invalid',
  })
})

test('where browsers reach the server is https, or this machine', () => {
  assert.equal(read({ AZUKARI_URL: 'https://azukari.example.com' }).url, 'https://azukari.example.com')
  assert.equal(read({ AZUKARI_URL: 'http://localhost:7070' }).url, 'http://localhost:7070')
  for (const url of [
    'http://azukari.example.com',
    'https://azukari.example.com/console',
    'azukari.example.com',
    'ftp://x',
  ]) {
    assert.throws(() => read({ AZUKARI_URL: url }), { code: 'configuration_invalid' }, url)
  }
})
