import { confirmGap } from '../../retention/index.ts'
import { eachOf } from './each-of.ts'
import { keysLeft, moveTo, type Scene, wallClock } from './scene.ts'
import type { Figures, Teller } from './story.ts'

const SHIPPED = 40
const DAYS_AGO = 21

/** Ten days on: cancelled orders are due already, and some parcels leave the house. Their own thirty days begin now. */
export async function shipLater(scene: Scene, teller: Teller): Promise<Figures> {
  const { app, madeUp, services, shippedLater, promises } = scene
  await moveTo(app, DAYS_AGO)
  await confirmGap(app.writers.app, app.clock, 'operator')
  teller.say(`It is ${wallClock(app)}. The operator confirms that the time really passed.`)
  const before = await keysLeft(app)
  const swept = await app.sweep.run()
  scene.counts.destroyed += swept.destroyed
  const cancelled = madeUp.orders.filter((o) => o.fate === 'cancelled' && o.personal).length
  teller.claim(
    swept.outcome === 'swept' &&
      swept.destroyed === cancelled &&
      (await keysLeft(app)) === before - cancelled,
    `What ${cancelled} cancelled orders still held of people is destroyed: 7 days are over.`,
  )
  const parcels = madeUp.orders.filter((o) => o.fate === 'unshipped').slice(0, SHIPPED)
  const at = new Date(app.clock.now()).toISOString()
  const answers = await eachOf(parcels, async ({ id }) =>
    services.importer.call<{ promise: (typeof promises)[number] }>(
      'POST',
      `/collections/orders/records/${id}/events`,
      { event: 'shipped', at },
    ),
  )
  for (const { status, body } of answers) if (status === 200) promises.push(body.promise)
  for (const order of parcels) shippedLater.add(order)
  const told = answers.filter((a) => a.status === 200).length
  teller.claim(
    told === SHIPPED,
    `${told} parcels leave today; their addresses stay for 30 more days and no longer.`,
  )
  return { cancelledDestroyed: swept.destroyed, shipped: told }
}
