import { confirmGap } from '../../retention/index.ts'
import { eachOf } from './each-of.ts'
import type { MadeUp } from './made-up-orders.ts'
import { labelOf, sameFields } from './reveal-labels.ts'
import { keysLeft, LABEL, logCaughtUp, moveTo, type Scene, wallClock } from './scene.ts'
import type { Figures, Teller } from './story.ts'

const isDue = ({ fate }: MadeUp) => fate === 'shipped' || fate === 'delivered'

/** Day 31 before anybody confirmed it: what is due is refused at once, but no key is destroyed on the word of a clock that jumped. */
export async function timeJumps(scene: Scene, teller: Teller): Promise<Figures> {
  const { app, madeUp, services, counts } = scene
  const before = await keysLeft(app)
  await moveTo(app, 0)
  teller.say(`It is ${wallClock(app)}, three weeks later in an instant.`)
  const swept = await app.sweep.run()
  const left = await keysLeft(app)
  teller.claim(
    swept.outcome === 'halted' && left === before,
    `The sweep halts (${swept.reason ?? 'no reason'}): ${before - left} keys destroyed, ${left} left.`,
  )
  const due = madeUp.orders.find(isDue)
  const { status, body } = await services.printer.reveal(due?.id ?? '', 'fulfilment', LABEL)
  counts.refused += 1
  teller.claim(
    status === 410 && body.clause === app.policy.clauseOf('deadlines'),
    `Nobody reads what is due meanwhile: ${status}, clause ${body.clause ?? 'none'}.`,
  )
  return { halted: swept.reason ?? '', destroyed: swept.destroyed, keys: left }
}

/** The operator confirms, the sweep goes on, and every one of the orders is asked for by the label printer. */
export async function destroyDue(scene: Scene, teller: Teller): Promise<Figures> {
  const { app, madeUp } = scene
  await confirmGap(app.writers.app, app.clock, 'operator')
  const started = performance.now()
  const swept = await app.sweep.run()
  scene.counts.destroyed += swept.destroyed
  const seconds = (performance.now() - started) / 1000
  const left = await keysLeft(app)
  const due = madeUp.orders.filter(isDue).length
  const unshipped = madeUp.orders.filter((o) => o.fate === 'unshipped').length
  teller.claim(
    swept.destroyed === due,
    `Confirmed. The sweep destroys ${swept.destroyed} keys in ${seconds.toFixed(1)} s: every order shipped or delivered 30 days ago.`,
  )
  teller.claim(
    left === unshipped,
    `${left} keys are left: ${unshipped - scene.shippedLater.size} orders not shipped, ${scene.shippedLater.size} shipped three weeks ago.`,
  )
  const buckets = await bucketsDestroyed(scene)
  teller.claim(
    buckets > 0,
    `${buckets} day keys are gone too: copies of those keys in the WAL or in backups open nothing.`,
  )
  const { readable, gone, empty, wrong } = await askForAll(scene, teller)
  teller.claim(
    wrong === 0 && gone === due + cancelled(scene, true),
    `Asked one by one, ${gone} orders answer 410 Gone: shipped, delivered, cancelled.`,
  )
  teller.claim(readable === unshipped, `${readable} orders that are not due are readable, letter for letter.`)
  teller.claim(
    empty === cancelled(scene, false),
    `${empty} cancelled orders came without any person, and hold none.`,
  )
  const found = await searchFor(scene)
  teller.claim(found === 0, 'A search by the e-mail address of a destroyed order finds nothing.')
  await logCaughtUp(app)
  return { destroyed: swept.destroyed, left, readable, gone, empty, wrong, buckets }
}

const cancelled = ({ madeUp }: Scene, personal: boolean) =>
  madeUp.orders.filter((o) => o.fate === 'cancelled' && o.personal === personal).length

/** Every order, by the one service that may: what the generator says became of it decides what the answer has to be. */
async function askForAll({ madeUp, services, counts, promises }: Scene, teller: Teller) {
  const tally = { readable: 0, gone: 0, empty: 0, wrong: 0 }
  const all = madeUp.orders
  await eachOf(
    all,
    async (order) => {
      const { status, body } = await services.printer.reveal(order.id, 'fulfilment', LABEL)
      if (order.fate === 'unshipped' && status === 200 && sameFields(body.fields, labelOf(order)))
        tally.readable += 1
      else if (order.fate !== 'unshipped' && order.personal && status === 410) tally.gone += 1
      else if (!order.personal && status === 200 && sameFields(body.fields, {})) tally.empty += 1
      else tally.wrong += 1
      if (status === 200) {
        counts.revealed += 1
        promises.push(body.promise)
      } else counts.refused += 1
    },
    (done) => done % 20 === 0 && teller.progress(`${done} of ${all.length} orders asked for`),
  )
  return tally
}

async function bucketsDestroyed({ app }: Scene): Promise<number> {
  const [row] = await app.databases.app.across.read.query<{ n: number }>({
    text: `SELECT count(*) AS n FROM keys.bucket WHERE state = 'destroyed'`,
  })
  return row?.n ?? 0
}

async function searchFor({ madeUp, services }: Scene): Promise<number> {
  let found = 0
  for (const order of madeUp.orders.filter(isDue).slice(0, 10)) {
    const { body } = await services.support.search('buyer.email', order.people.buyerEmail, 'customer-support')
    found += body.ids?.length ?? 1
  }
  return found
}
