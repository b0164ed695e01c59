import { importOrders, type OrderOutcome } from '../../app/import-orders.ts'
import { ORDERS } from './made-up-orders.ts'
import { keysLeft, type Scene } from './scene.ts'
import type { Figures, Teller } from './story.ts'

type Totals = Record<OrderOutcome['status'], number> & { readonly codes: Set<string> }

/** Sends all pages through the importer that `azukari import sp-api` runs, under the importing service's own key and grants. */
export async function importPages(
  { app, madeUp, services }: Pick<Scene, 'app' | 'madeUp' | 'services'>,
  teller: Teller,
): Promise<Totals> {
  const { caller } = await app.authenticator.authenticate(services.importerKey)
  const totals: Totals = { created: 0, changed: 0, unchanged: 0, repeated: 0, refused: 0, codes: new Set() }
  async function* input() {
    for (const page of madeUp.pages) yield Buffer.from(`${page}\n`)
  }
  let done = 0
  for await (const outcome of importOrders(app.putter, caller, input())) {
    totals[outcome.status] += 1
    if (outcome.status === 'refused') totals.codes.add(outcome.code)
    if (++done % 50 === 0) teller.progress(`${done} of ${ORDERS} orders`)
  }
  return totals
}

/** The first import: everything goes in, and every order that says something of a person gets a deadline. */
export async function importFirst(scene: Scene, teller: Teller): Promise<Figures> {
  const { orders, pages } = scene.madeUp
  const bytes = pages.reduce((n, page) => n + Buffer.byteLength(page), 0)
  teller.say(
    `${pages.length} pages as the marketplace's API answers them, ${(bytes / 1e6).toFixed(1)} MB of JSON.`,
  )
  const started = performance.now()
  const totals = await importPages(scene, teller)
  const perSecond = Math.round((ORDERS / (performance.now() - started)) * 1000)
  const fates = { shipped: 0, delivered: 0, cancelled: 0, unshipped: 0 }
  for (const { fate } of orders) fates[fate] += 1
  teller.say(
    `${fates.shipped} shipped, ${fates.delivered} delivered, ${fates.cancelled} cancelled, ${fates.unshipped} not shipped yet; ${perSecond} a second.`,
  )
  const personal = orders.filter((o) => o.personal).length
  const keys = await keysLeft(scene.app)
  teller.claim(
    totals.created === ORDERS && totals.refused === 0,
    `${totals.created} orders are in, ${totals.refused} refused.`,
  )
  teller.claim(
    keys === personal,
    `${keys} of them hold data of people. Each has a key of its own and a day on which it is destroyed.`,
  )
  return { created: totals.created, refused: totals.refused, personal, keys, ...fates }
}

/** The same pages once more, when part of what they tell has been destroyed. */
export async function importAgain(scene: Scene, teller: Teller): Promise<Figures> {
  const { app, madeUp } = scene
  const before = await keysLeft(app)
  const totals = await importPages(scene, teller)
  const after = await keysLeft(app)
  const due = madeUp.orders.filter((o) => o.personal && o.fate !== 'unshipped').length
  teller.claim(
    totals.refused === due && [...totals.codes].join() === 'already_destroyed',
    `${totals.refused} orders are refused as already destroyed.`,
  )
  const current = totals.changed + totals.unchanged
  teller.claim(
    current === ORDERS - due,
    `${current} orders are up to date, ${totals.unchanged} as they were.`,
  )
  teller.claim(before === after, `${after} personal keys before and after: nothing came back.`)
  return { refused: totals.refused, changed: totals.changed, unchanged: totals.unchanged, keys: after }
}
