import { familyTime, threadTimes } from './cpu.ts'

export interface Spent {
  readonly perSecond: number
  /** CPU in µs an order: this process's main thread, its other threads, PostgreSQL. */
  readonly cpu: readonly [number, number, number]
}

/** Rate and CPU time of `work`, which answers how many it did. */
export async function measured(postgresPid: number, work: () => Promise<number> | number): Promise<Spent> {
  const [threads, family, began] = [threadTimes(process.pid), familyTime(postgresPid), performance.now()]
  const done = await work()
  const took = performance.now() - began
  const after = threadTimes(process.pid)
  const micros = (ns: number) => ns / 1000 / done
  return {
    perSecond: (done / took) * 1000,
    cpu: [
      micros(after.main - threads.main),
      micros(after.others - threads.others),
      micros(familyTime(postgresPid) - family),
    ],
  }
}
