import assert from 'node:assert/strict'
import test from 'node:test'
import { HOUR, world } from '../../test/world.ts'
import { type Check, check } from '../platform/check.ts'
import { FactsOnAsking } from './facts-on-asking.ts'

const facts = (w: Awaited<ReturnType<typeof world>>) =>
  w.db.app.across.read.query<{ state: string; at: number }>({
    text: `SELECT state, measured_ms AS at FROM evidence.fact WHERE check_name = 'a.b' ORDER BY measured_ms`,
  })

test('whoever asks gets what they changed just before, also while a measurement is under way', async (t) => {
  const w = await world(t)
  let [people, looks] = [0, 0]
  let looked = Promise.withResolvers<void>()
  let goOn = Promise.withResolvers<void>()
  const one = check('a.b', async () => {
    looks += 1
    const state = people > 0 ? 'satisfied' : 'violated'
    looked.resolve()
    await goOn.promise
    return { state, figures: {} }
  })
  const asking = new FactsOnAsking(w.db.app, [one], w.clock)
  const first = asking.measured()
  await looked.promise
  // It has looked, and has not told yet.
  people = 1
  looked = Promise.withResolvers()
  const all = Array.from({ length: 20 }, () => asking.measured())
  goOn.resolve()
  await first
  w.clock.ms += HOUR
  goOn = Promise.withResolvers()
  goOn.resolve()
  await Promise.all(all)
  assert.deepEqual(
    (await facts(w)).map(({ state }) => state),
    ['violated', 'satisfied'],
  )
  assert.equal(looks, 2, 'one measurement for all who waited')
})

test('what is as it was is not kept again; what could not be measured keeps nobody from an answer', async (t) => {
  const w = await world(t)
  let figures: Readonly<Record<string, number>> = { people: 1 }
  const one: Check = check('a.b', async () => ({ state: 'satisfied', figures }))
  const asking = new FactsOnAsking(w.db.app, [one], w.clock)
  await asking.measured()
  w.clock.ms += HOUR
  await asking.measured()
  assert.equal((await facts(w)).length, 1)
  figures = { people: 2 }
  await asking.measured()
  assert.deepEqual(
    (await facts(w)).map(({ at }) => at),
    [w.clock.ms - HOUR, w.clock.ms],
  )
  const failing: Check = { name: 'a.b', measure: () => Promise.reject(new Error('broken')) }
  w.clock.ms += HOUR
  await new FactsOnAsking(w.db.app, [failing], w.clock).measured()
  assert.equal((await facts(w)).at(-1)?.state, 'unknown')
  await w.db.owner.tx((tx) => tx.query({ text: 'ALTER TABLE evidence.fact RENAME TO gone' }))
  await asking.measured()
})
