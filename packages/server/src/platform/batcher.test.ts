import assert from 'node:assert/strict'
import test from 'node:test'
import { setImmediate as turn } from 'node:timers/promises'
import fc from 'fast-check'
import { Batcher, type BatcherOptions } from './batcher.ts'

interface Item {
  readonly id: number
  readonly key?: string
  readonly size?: number
}

const options = (more: Partial<BatcherOptions<Item, number>>): BatcherOptions<Item, number> => ({
  run: async (items) => items.map((i) => i.id),
  keysOf: (i) => (i.key === undefined ? [] : [i.key]),
  sizeOf: (i) => i.size ?? 1,
  retryAlone: () => true,
  ...more,
})

const items = (n: number, of: (id: number) => Partial<Item> = () => ({})) =>
  [...Array(n).keys()].map((id): Item => ({ id, ...of(id) }))

test('what comes together goes together, within items and bytes; each gets its own answer', async () => {
  const groups: number[][] = []
  const run = async (group: readonly Item[]) => {
    groups.push(group.map((i) => i.size ?? 1))
    await turn()
    return group.map((i) => i.id)
  }
  const batcher = new Batcher(options({ run, maxItems: 10, maxBytes: 100 }))
  const sizes = fc.sample(fc.integer({ min: 1, max: 150 }), 200)
  const all = items(200, (id) => ({ size: sizes[id] ?? 1 }))
  assert.deepEqual(
    await Promise.all(all.map((i) => batcher.submit(i))),
    all.map((i) => i.id),
  )
  for (const group of groups) {
    assert.ok(group.length <= 10)
    assert.ok(group.length === 1 || group.reduce((a, b) => a + b, 0) <= 100)
  }
  assert.ok(groups.some((g) => g.length > 1))
  assert.equal(batcher.waiting, 0)
})

test('items of one key are never under way at once, and go in the order in which they came', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.nat(3), { maxLength: 60 }),
      fc.infiniteStream(fc.nat(3)),
      async (keys, waits) => {
        const busy = new Set<string>()
        const done: Item[] = []
        const run = async (group: readonly Item[]) => {
          for (const { key = '' } of group) {
            assert.ok(!busy.has(key))
            busy.add(key)
          }
          for (let i = waits.next().value ?? 0; i > 0; i--) await turn()
          for (const item of group) {
            busy.delete(item.key ?? '')
            done.push(item)
          }
          return group.map((i) => i.id)
        }
        const batcher = new Batcher(options({ run, maxItems: 4 }))
        const all = keys.map((key, id): Item => ({ id, key: `${key}` }))
        await Promise.all(all.map((i) => batcher.submit(i)))
        for (const key of new Set(keys)) {
          const order = done.filter((i) => i.key === `${key}`).map((i) => i.id)
          assert.deepEqual(
            order,
            order.toSorted((a, b) => a - b),
          )
        }
      },
    ),
    { numRuns: 50 },
  )
})

test('a group that raises is carried out again one by one; one alone has a second chance and no third', async () => {
  const tries = new Map<number, number>()
  const run = async (group: readonly Item[]) => {
    for (const { id } of group) tries.set(id, (tries.get(id) ?? 0) + 1)
    if (group.some((i) => i.id === 3)) throw new Error('bad')
    return group.map((i) => i.id)
  }
  const batcher = new Batcher(options({ run }))
  const done = await Promise.allSettled(items(6).map((i) => batcher.submit(i)))
  assert.deepEqual(
    done.map((d) => d.status === 'fulfilled'),
    [true, true, true, false, true, true],
  )
  assert.equal(tries.get(3), 2)
  await assert.rejects(batcher.submit({ id: 3 }))
  assert.equal(tries.get(3), 4)
})

test('what must not be tried again is not, and all of its group hear of it', async () => {
  let runs = 0
  const run = async (): Promise<number[]> => {
    runs++
    throw new Error('unknown')
  }
  const batcher = new Batcher(options({ run, retryAlone: () => false }))
  const done = await Promise.allSettled(items(5).map((i) => batcher.submit(i)))
  assert.ok(done.every((d) => d.status === 'rejected'))
  assert.equal(runs, 1)
})

test('a group that answers for too few leaves nobody without an answer', async () => {
  const batcher = new Batcher(options({ run: async () => [] }))
  const done = await Promise.allSettled(items(3).map((i) => batcher.submit(i)))
  assert.ok(done.every((d) => d.status === 'rejected'))
})

test('the queue is bounded in items and in bytes, and takes again what is sent once it is shorter', async () => {
  for (const bound of [{ maxWaiting: 5 }, { maxWaitingBytes: 50 }]) {
    const batcher = new Batcher(options({ ...bound, slots: 1 }))
    const all = items(9, () => ({ size: 10 })).map((i) => batcher.submit(i))
    const done = await Promise.allSettled(all)
    assert.deepEqual(
      done.map((d) => d.status === 'fulfilled'),
      [...Array(9).keys()].map((i) => i < 5),
    )
    const refused = done.at(-1)
    assert.equal(refused?.status === 'rejected' && refused.reason.code, 'overloaded')
    assert.equal(await batcher.submit({ id: 7, size: 10 }), 7)
    assert.equal(
      await batcher.submit({ id: 8, size: 1000 }),
      8,
      'one that is larger than the bound goes alone',
    )
  }
})

test('a second group goes out beside one under way only when enough wait; alone, anything goes', async () => {
  const groups: number[] = []
  let release = () => {}
  const held = new Promise<void>((resolve) => {
    release = resolve
  })
  const run = async (group: readonly Item[]) => {
    groups.push(group.length)
    await held
    return group.map((i) => i.id)
  }
  const batcher = new Batcher(options({ run, slots: 2, worthASlot: 4, maxItems: 10 }))
  const answers = items(1).map((i) => batcher.submit(i))
  await turn()
  answers.push(...items(3).map((i) => batcher.submit(i)))
  await turn()
  await turn()
  assert.deepEqual(groups, [1], 'three are too few')
  answers.push(batcher.submit({ id: 9 }))
  await turn()
  await turn()
  assert.deepEqual(groups, [1, 4])
  answers.push(...items(2).map((i) => batcher.submit(i)))
  release()
  await Promise.all(answers)
  assert.deepEqual(groups, [1, 4, 2], 'what waited goes when a slot is free and nothing else is under way')
})

test('what waits behind a group that does not end goes out beside it, few or not', async () => {
  const held = Promise.withResolvers<void>()
  const run = async (group: readonly Item[]) => {
    if (group.some((i) => i.id === 0)) await held.promise
    return group.map((i) => i.id)
  }
  const batcher = new Batcher(options({ run, slots: 2, worthASlot: 64 }))
  const stuck = batcher.submit({ id: 0 })
  await turn()
  assert.equal(await batcher.submit({ id: 1 }), 1, 'answered while the first is still under way')
  held.resolve()
  assert.equal(await stuck, 0)
})
