import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import test from 'node:test'
import { commit, verifyOpening } from './commitment.ts'
import { toHex, utf8 } from './encoding.ts'

const nonce = new Uint8Array(32).fill(9)
const opening = { name: 'subject', nonce, value: utf8('own_1') }

test('the bytes are those of the format', () => {
  const bytes = Buffer.concat([
    Buffer.from('azukari/commit/v1\0\0\x07subject', 'latin1'),
    nonce,
    Buffer.from('own_1'),
  ])
  assert.equal(
    toHex(commit('subject', utf8('own_1'), nonce)),
    createHash('sha256').update(bytes).digest('hex'),
  )
})

test('another name, nonce or value does not open it', () => {
  const commitment = commit(opening.name, opening.value, nonce)
  assert.equal(verifyOpening(commitment, opening), true)
  assert.equal(verifyOpening(commitment, { ...opening, name: 'record' }), false)
  assert.equal(verifyOpening(commitment, { ...opening, value: utf8('own_2') }), false)
  assert.equal(verifyOpening(commitment, { ...opening, nonce: new Uint8Array(32) }), false)
  assert.equal(verifyOpening(commitment, { ...opening, nonce: new Uint8Array(31).fill(9) }), false)
  assert.equal(verifyOpening(commitment.subarray(0, 31), opening), false)
})

test('name and value cannot trade a byte', () => {
  const shifted = verifyOpening(commit('ab', utf8('c'), nonce), { name: 'a', nonce, value: utf8('bc') })
  assert.equal(shifted, false)
})
