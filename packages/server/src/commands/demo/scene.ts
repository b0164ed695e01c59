import type { LogPromise } from '@azukari/proof'
import type { App } from '../../app.ts'
import type { Api } from './api.ts'
import type { MadeUp, MadeUpOrders } from './made-up-orders.ts'

export const DAY_MS = 86_400_000
/** The story begins this many days ago. */
export const DAYS = 31

/** What the steps share. */
export interface Scene {
  readonly app: App
  readonly url: string
  readonly madeUp: MadeUpOrders
  readonly services: Services
  /** Promises that came with answers: in the end each must have become an entry. */
  readonly promises: LogPromise[]
  /** The signed head of the log as it was on the first day. */
  readonly heads: string[]
  /** Reveals and searches that were refused so far. */
  readonly counts: { refused: number; revealed: number; destroyed: number }
  /** Orders that were shipped while the story went on. */
  readonly shippedLater: Set<MadeUp>
}

export interface Services {
  /** The access owner's tool: makes services, keys and grants, and reads the log and the status. */
  readonly desk: Api
  readonly importer: Api
  readonly importerKey: string
  readonly printer: Api
  readonly printerKey: string
  readonly support: Api
}

/** What a label shows. */
export const LABEL = [
  'recipient.name',
  'recipient.postalCode',
  'recipient.stateOrRegion',
  'recipient.line1',
  'recipient.line2',
  'recipient.phone',
]

/** Moves the clock of the demo's environment to so many days before now, when the log has caught up. */
export async function moveTo(app: App, daysAgo: number): Promise<void> {
  if (!app.databases.moveClock) throw new Error('this environment has no clock of its own')
  await logCaughtUp(app)
  await app.databases.moveClock(daysAgo === 0 ? 0 : -daysAgo * DAY_MS)
}

/** Waits until every committed entry is in the signed log. */
export async function logCaughtUp(app: App): Promise<void> {
  for (;;) {
    const [row] = await app.databases.app.across.read.query<{ waiting: number; unsigned: boolean }>({
      text: `SELECT (SELECT count(*) FROM audit.pending) AS waiting,
               (SELECT coalesce(sum(count), 0) FROM audit.batch) > coalesce((SELECT max(size) FROM audit.checkpoint), 0) AS unsigned`,
    })
    if (row && row.waiting === 0 && !row.unsigned) return
    app.sequencer.kick()
    await new Promise((resolve) => setTimeout(resolve, 20))
  }
}

const tokyo = new Intl.DateTimeFormat('en-CA', {
  timeZone: 'Asia/Tokyo',
  dateStyle: 'short',
  timeStyle: 'short',
  hour12: false,
})
/** The clock of the environment, as it hangs on the wall in Tokyo. */
export const wallClock = (app: App): string => `${tokyo.format(app.clock.now()).replace(',', '')} in Tokyo`

/** Personal cells that can still be read, counted where the keys lie: a record key with a deadline. */
export async function keysLeft(app: App): Promise<number> {
  const [row] = await app.databases.app.across.read.query<{ n: number }>({
    text: 'SELECT count(*) AS n FROM keys.record_key WHERE due_ms IS NOT NULL',
  })
  return row?.n ?? 0
}
