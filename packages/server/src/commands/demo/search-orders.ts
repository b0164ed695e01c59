import type { Scene } from './scene.ts'
import type { Figures, Teller } from './story.ts'

const wide = (text: string) =>
  [...text].map((c) => (/[!-~]/.test(c) ? String.fromCharCode(c.charCodeAt(0) + 0xfee0) : c)).join('')

/** The helpdesk finds orders by an e-mail address it was told, however it is typed; it still sees nothing of them. */
export async function searchOrders(scene: Scene, teller: Teller): Promise<Figures> {
  const { madeUp, services, promises } = scene
  const order = madeUp.orders.find((o) => o.fate === 'unshipped')
  const email = order?.people.buyerEmail ?? ''
  const spellings = [email, ` ${email.toUpperCase()} `, wide(email)]
  let found = 0
  for (const spelling of spellings) {
    const { status, body } = await services.support.search('buyer.email', spelling, 'customer-support')
    if (status === 200) promises.push(body.promise)
    if (status === 200 && body.ids.join() === order?.id) found += 1
  }
  const nobody = await services.support.search('buyer.email', 'nobody@example.jp', 'customer-support')
  if (nobody.status === 200) promises.push(nobody.body.promise)
  const phone = await services.support.search(
    'recipient.phone',
    order?.people.phone ?? '',
    'customer-support',
  )
  teller.show(`Typed as:  ${spellings.map((s) => s.trim()).join('   ')}`)
  teller.claim(found === spellings.length, `${found} of ${spellings.length} spellings find the one order.`)
  teller.claim(
    nobody.status === 200 && nobody.body.ids.length === 0,
    'An address that nobody has finds nothing.',
  )
  teller.claim(
    phone.status >= 400,
    `Telephone numbers cannot be searched (${phone.body.code ?? phone.status}).`,
  )
  return { spellings: spellings.length, found }
}
