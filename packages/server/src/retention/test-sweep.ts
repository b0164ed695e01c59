import type { TestContext } from 'node:test'
import type { Process } from '../../test/world.ts'
import { NOON } from '../../test/world.ts'
import { silentLogger } from '../platform/logger.ts'
import { type Shop, shop } from '../vault/test-support/test-shop.ts'
import { Sweep, type SweepDeps, type SweepResult } from './sweep.ts'

/** For tests only: a shop and sweeps whose steady clock the test has in hand too. */
export interface Swept extends Shop {
  sweep(more?: Partial<SweepDeps> & { on?: Process }): Sweep
  /** Lets time pass on every clock, steady one and log included, and sweeps. */
  pass(sweep: Sweep, ms: number): Promise<SweepResult>
  steady: { ms: number }
}

export async function swept(t: TestContext, policy?: string): Promise<Swept> {
  const s = await shop(t, policy)
  const steady = { ms: 0 }
  const HALF_GAP = 3 * 86_400_000
  return {
    ...s,
    steady,
    sweep: ({ on = s.w, ...more } = {}) =>
      new Sweep({
        database: s.w.db.app,
        writer: on.writer,
        groupWriter: on.deps.groupWriter,
        clock: on.clock,
        log: silentLogger,
        keyring: on.keyring,
        monotonic: () => steady.ms,
        ...more,
      }),
    // In steps that no rule takes for a gap: a program that runs sweeps every minute.
    async pass(sweep, ms) {
      const end = s.w.clock.ms + ms
      let result = await sweep.run()
      while (s.w.clock.ms < end) {
        const step = Math.min(HALF_GAP, end - s.w.clock.ms)
        steady.ms += step
        await s.w.setTime(s.w.clock.ms + step)
        await s.w.setLogTime(s.w.clock.ms)
        result = await sweep.run()
      }
      return result
    },
  }
}

export const START = NOON
