import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Reads } from './reads.ts'

test('who asks while a read is under way shares the next one, and never the one that began before', async () => {
  const reads = new Reads<number>()
  const open: ((n: number) => void)[] = []
  let begun = 0
  const read = () => {
    begun++
    return new Promise<number>((resolve) => open.push(resolve))
  }
  const first = reads.run('a', read)
  const second = reads.run('a', read)
  const third = reads.run('a', read)
  const other = reads.run('b', read)
  assert.equal(begun, 2)
  open[0]?.(1)
  open[1]?.(9)
  assert.equal(await first, 1)
  assert.equal(await other, 9)
  await new Promise(setImmediate)
  assert.equal(begun, 3)
  open[2]?.(2)
  assert.deepEqual(await Promise.all([second, third]), [2, 2])
})

test('a read that fails fails those who asked for it, and the next begins anew', async () => {
  const reads = new Reads<number>()
  let begun = 0
  const read = async () => {
    if (++begun === 1) throw new Error('gone')
    return begun
  }
  const first = reads.run('a', read)
  const second = reads.run('a', read)
  await assert.rejects(first, /gone/)
  assert.equal(await second, 2)
})
