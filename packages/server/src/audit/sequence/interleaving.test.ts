import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { LogPromise } from '@azukari/proof'
import fc from 'fast-check'
import { testDatabase } from '../../../test/database.ts'
import { draft, failing, testAcrossWriter, testHolder, testSigner } from '../test-support/test-log.ts'
import { verifyDatabase } from '../verify/verify-log.ts'

const steps = fc.array(
  fc.oneof(
    {
      weight: 4,
      arbitrary: fc.record({
        does: fc.constant('write' as const),
        writer: fc.nat(2),
        entries: fc.integer({ min: 1, max: 90 }),
        together: fc.integer({ min: 1, max: 4 }),
      }),
    },
    { weight: 3, arbitrary: fc.record({ does: fc.constant('sequence' as const), holder: fc.nat(1) }) },
    { weight: 1, arbitrary: fc.record({ does: fc.constant('take' as const), holder: fc.nat(1) }) },
  ),
  { minLength: 5, maxLength: 25 },
) // prettier-ignore

// Each writer and each sequencer meets one unknown commit somewhere.
const faults = fc.record({
  writer: fc.integer({ min: 1, max: 8 }),
  holder: fc.integer({ min: 1, max: 12 }),
  how: fc.constantFrom('lost' as const, 'kept' as const),
})

test('whatever the order of writers, sequencers and failures, the log is valid and every promise is kept', async () => {
  await fc.assert(
    fc.asyncProperty(steps, faults, fc.integer({ min: 1, max: 400 }), async (run, fault, bound) => {
      const ended: (() => unknown)[] = []
      const db = await testDatabase({ after: (fn) => ended.push(fn as () => unknown) })
      const signer = testSigner()
      const writers = [0, 1, 2].map(() =>
        testAcrossWriter(failing(db.app.across, fault.writer, fault.how), signer),
      )
      const holders = [0, 1].map(() =>
        testHolder(failing(db.sequencer, fault.holder, fault.how), signer, bound),
      )
      const promises: LogPromise[] = []
      const write = async (writer: number, entries: number): Promise<void> => {
        const audited = await writers[writer]?.across(async (_tx, log) => {
          for (let e = 0; e < entries; e++) log.add(draft())
        })
        for (let e = 0; e < entries; e++) promises.push(audited?.promise(e) as LogPromise)
      }
      for (const step of run) {
        // An error is an answer here: nothing was promised, or somebody else has to go on.
        if (step.does === 'write') {
          await Promise.allSettled(
            Array.from({ length: step.together }, () => write(step.writer, step.entries)),
          )
        } else {
          const holder = holders[step.holder]
          await (step.does === 'take' || !holder?.holding ? holder?.takeOver() : holder.round())?.catch(
            () => {},
          )
        }
      }
      const last = testHolder(db.sequencer, signer, bound)
      await last.takeOver()
      while ((await last.round()) !== undefined);
      const report = await verifyDatabase(db.app.across.read, { promises })
      assert.deepEqual(report.problems, [])
      const [counts] = await db.app.across.read.query<{
        pending: number
        gaps: number
        twice: number
        leaves: number
      }>({
        text: `SELECT (SELECT count(*) FROM audit.pending) AS pending, (SELECT count(*) FROM audit.gap) AS gaps,
          (SELECT count(*) FROM audit.leaf) AS leaves, (SELECT count(*) - count(DISTINCT index) FROM audit.leaf) AS twice`,
      })
      assert.deepEqual(counts, { pending: 0, gaps: 0, leaves: report.size, twice: 0 })
      for (const end of ended) await end()
    }),
    { numRuns: 15 },
  )
})
