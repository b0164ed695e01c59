import { eachOf } from './each-of.ts'
import type { MadeUp } from './made-up-orders.ts'
import { LABEL, type Scene } from './scene.ts'
import type { Figures, Teller } from './story.ts'

const LABELS = 200
const MEMBERS = ['name', 'postalCode', 'stateOrRegion', 'addressLine1', 'addressLine2', 'phone'] as const

/** What the label of an order has to say, from the order as it was made. */
export function labelOf({ order }: MadeUp): Readonly<Record<string, unknown>> {
  const { deliveryAddress } = order.recipient as { deliveryAddress: Readonly<Record<string, unknown>> }
  const told = MEMBERS.map((member, i) => [LABEL[i], deliveryAddress[member]] as const)
  return Object.fromEntries(told.filter(([, value]) => value !== undefined))
}

export const sameFields = (a: Readonly<Record<string, unknown>>, b: Readonly<Record<string, unknown>>) =>
  Object.keys(a).length === Object.keys(b).length && Object.keys(a).every((name) => a[name] === b[name])

/** The label printer reads addresses for the one purpose it was given, and gets exactly what was put in. */
export async function revealLabels(scene: Scene, teller: Teller): Promise<Figures> {
  const { madeUp, services, promises, counts } = scene
  const waiting = madeUp.orders.filter((o) => o.fate === 'unshipped').slice(0, LABELS)
  const times: number[] = []
  const progress = (done: number) => teller.progress(`${done} of ${waiting.length} labels`)
  const answers = await eachOf(
    waiting,
    async (order) => {
      const started = performance.now()
      const answer = await services.printer.reveal(order.id, 'fulfilment', LABEL)
      times.push(performance.now() - started)
      return { order, answer }
    },
    progress,
  )
  const right = answers.filter(
    ({ order, answer }) => answer.status === 200 && sameFields(answer.body.fields, labelOf(order)),
  )
  for (const { answer } of answers) if (answer.status === 200) promises.push(answer.body.promise)
  counts.revealed += answers.filter(({ answer }) => answer.status === 200).length
  const fields = answers[0]?.answer.body.fields ?? {}
  const words = LABEL.map((name) => fields[name]).filter((value) => value !== undefined)
  teller.show(`One label:  〒${words.slice(1, -1).join(' ')}  ${words[0]} 様  ${words.at(-1)}`)
  const median = times.sort((a, b) => a - b)[times.length >> 1] ?? 0
  teller.say(`Purpose: fulfilment. Half of the answers came within ${median.toFixed(0)} ms, 32 at once.`)
  teller.claim(
    right.length === waiting.length,
    `${right.length} of ${waiting.length} labels are letter for letter what the marketplace sent.`,
  )
  return { labels: right.length }
}
