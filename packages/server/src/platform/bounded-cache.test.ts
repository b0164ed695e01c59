import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { BoundedCache } from './bounded-cache.ts'

test('whatever is offered, it holds at most its size, and never another value than the last one set', () => {
  const step = fc.tuple(fc.constantFrom('set', 'get', 'delete'), fc.nat(9), fc.nat(20))
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 6 }), fc.array(step), (max, steps) => {
      let now = 0
      const cache = new BoundedCache<number, number>({ max, ttlMs: 50, elapsed: () => now })
      const last = new Map<number, { value: number; at: number }>()
      for (const [what, key, value] of steps) {
        now += value
        if (what === 'set') {
          cache.set(key, value)
          last.set(key, { value, at: now })
        } else if (what === 'delete') {
          cache.delete(key)
          last.delete(key)
        }
        const found = cache.get(key)
        const known = last.get(key)
        if (found !== undefined) {
          assert.equal(found, known?.value)
          assert.ok(known && now - known.at < 50)
        }
        assert.ok(cache.size <= max)
      }
    }),
  )
})

test('the oldest goes first', () => {
  const cache = new BoundedCache<string, number>({ max: 2 })
  cache.set('a', 1)
  cache.set('b', 2)
  cache.set('a', 3)
  cache.set('c', 4)
  assert.deepEqual([cache.get('a'), cache.get('b'), cache.get('c')], [3, undefined, 4])
})
