import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { isAzukariError } from '../../platform/errors.ts'
import { NetworkSet, plainAddress, readCidr } from './cidr.ts'

test('an address has one form, and one that came as the other family is itself', () => {
  assert.equal(plainAddress('192.0.2.1'), '192.0.2.1')
  assert.equal(plainAddress('::ffff:192.0.2.1'), '192.0.2.1')
  assert.equal(plainAddress('::FFFF:c000:201'), '192.0.2.1')
  assert.equal(plainAddress('2001:DB8:0:0::1'), '2001:db8::1')
  for (const text of ['', 'x', '192.0.2.1 ', '192.0.2.01', '1', 'fe80::1%eth0', '192.0.2.1:80', '[::1]'])
    assert.equal(plainAddress(text), undefined, text)
})

test('networks as they are written, and what is none', () => {
  assert.equal(readCidr('192.0.2.0/24'), '192.0.2.0/24')
  assert.equal(readCidr('192.0.2.7'), '192.0.2.7/32')
  assert.equal(readCidr('2001:DB8::/32'), '2001:db8::/32')
  assert.equal(readCidr('::ffff:192.0.2.0/120'), '192.0.2.0/24')
  assert.equal(readCidr('2001:db8::1'), '2001:db8::1/128')
  const wrong = [
    '',
    '192.0.2.1/24',
    '192.0.2.0/33',
    '192.0.2.0/-1',
    '192.0.2.0/',
    '192.0.2.0/24/8',
    '0.0.0.0/0',
    '::/0',
    '::ffff:0.0.0.0/96',
    '2001:db8::1/64',
    'example.com',
    '192.0.2/24',
    '192.0.2.0/2e1',
    '::ffff:192.0.2.0/24',
  ]
  for (const text of wrong)
    assert.throws(
      () => readCidr(text),
      (error) => isAzukariError(error, 'network_invalid'),
      text,
    )
})

test('an address of IPv4 is in its network in either form, and in no other', () => {
  const set = new NetworkSet(['192.0.2.0/24', '2001:db8::/32'])
  for (const address of ['192.0.2.9', '::ffff:192.0.2.9', '::ffff:c000:209', '2001:db8:ffff::1'])
    assert.equal(set.has(address), true, address)
  for (const address of ['192.0.3.9', '::192.0.2.9', '2001:db9::1', '', 'unknown', '192.0.2.9, 10.0.0.1'])
    assert.equal(set.has(address), false, address)
})

test('an address is in exactly the networks whose first bits it has', () => {
  const octets = fc.tuple(...[0, 1, 2, 3].map(() => fc.integer({ min: 0, max: 255 })))
  const number = (parts: readonly number[]) => parts.reduce((sum, part) => sum * 256 + part, 0)
  fc.assert(
    fc.property(octets, octets, fc.integer({ min: 1, max: 32 }), (a, b, bits) => {
      const size = 2 ** (32 - bits)
      const first = Math.floor(number(a) / size) * size
      const start = [24, 16, 8, 0].map((shift) => Math.floor(first / 2 ** shift) % 256).join('.')
      const inside = number(b) >= first && number(b) < first + size
      const set = new NetworkSet([readCidr(`${start}/${bits}`)])
      assert.equal(set.has(b.join('.')), inside)
      assert.equal(set.has(`::ffff:${b.join('.')}`), inside)
    }),
  )
})
