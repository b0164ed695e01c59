import assert from 'node:assert/strict'
import { createHash, createHmac } from 'node:crypto'
import { test } from 'node:test'
import { scramVerifier } from './scram.ts'

// The exchange printed in RFC 7677 §3, user "user", password "pencil".
const AUTH_MESSAGE = [
  'n=user,r=rOprNGfwEbeRWgbNEkqO',
  'r=rOprNGfwEbeRWgbNEkqO%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0,s=W22ZaJ0SNY7soEsUEjb6gQ==,i=4096',
  'c=biws,r=rOprNGfwEbeRWgbNEkqO%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0',
].join(',')

test('a verifier accepts the proof and gives the server signature of RFC 7677', () => {
  const verifier = scramVerifier('pencil', Buffer.from('W22ZaJ0SNY7soEsUEjb6gQ==', 'base64'))
  const form = /^SCRAM-SHA-256\$4096:W22ZaJ0SNY7soEsUEjb6gQ==\$([^:]+):(.+)$/.exec(verifier)
  const storedKey = Buffer.from(form?.[1] ?? '', 'base64')
  const serverKey = Buffer.from(form?.[2] ?? '', 'base64')
  const proof = Buffer.from('dHzbZapWIk4jUhN+Ute9ytag9zjfMHgsqmmiz7AndVQ=', 'base64')
  const signature = createHmac('sha256', storedKey).update(AUTH_MESSAGE).digest()
  const clientKey = proof.map((byte, i) => byte ^ (signature[i] ?? 0))
  assert.deepEqual(createHash('sha256').update(clientKey).digest(), storedKey)
  const serverSignature = createHmac('sha256', serverKey).update(AUTH_MESSAGE).digest('base64')
  assert.equal(serverSignature, '6rriTRBi23WpRR/wtup+mMhUZUn/dB5nLTJRsjl95G4=')
})
