import type { App } from '../../app.ts'
import { makeSetupLink, operatorCaller } from '../../identity/index.ts'
import { Api } from './api.ts'
import { LABEL, type Services } from './scene.ts'
import type { Figures, Teller } from './story.ts'

const ORDERS = { collection: 'orders' } as const
const GRANTS = {
  'order importer': [
    { ...ORDERS, action: 'put', classes: ['contact', 'address', 'tax', 'order', 'unclassified'] },
    { ...ORDERS, action: 'event' },
    { ...ORDERS, action: 'read-metadata' },
  ],
  'label printer': [{ ...ORDERS, action: 'reveal', fields: LABEL, purpose: 'fulfilment' }],
  'helpdesk tool': [{ ...ORDERS, action: 'search', fields: ['buyer.email'], purpose: 'customer-support' }],
} as const

/** The one-time link makes the access owner's tool; that makes the other services, their keys and their grants over HTTP. */
export async function giveAccess(
  app: App,
  url: string,
  teller: Teller,
): Promise<{ services: Services; figures: Figures }> {
  const { token } = await makeSetupLink(app.identity, operatorCaller(app.tenant.tenant, app.tenant.id), {
    replace: true,
  })
  const grants = [{ action: 'read-log' }, { action: 'read-status' }]
  const redeem = { token, name: 'access desk', grants }
  const first = await new Api(url).call<{ key: string }>('POST', '/setup', redeem)
  const again = await new Api(url).call('POST', '/setup', redeem)
  const desk = new Api(url, first.body.key)
  const keys: Record<string, string> = {}
  for (const [name, wanted] of Object.entries(GRANTS)) {
    const service = await desk.call<{ id: string }>('POST', '/services', { name })
    for (const grant of wanted) await desk.call('POST', '/grants', { principal: service.body.id, ...grant })
    const made = await desk.call<{ key: string }>('POST', `/services/${service.body.id}/keys`, {})
    keys[name] = made.body.key
    teller.say(
      `${name}: ${wanted.map((g) => `${g.action}${'purpose' in g ? ` for ${g.purpose}` : ''}`).join(', ')}`,
    )
  }
  const listed = await desk.call<{ grants: readonly unknown[] }>('GET', '/grants?live=true')
  // One more: whoever redeems the link may manage.
  const expected = 1 + grants.length + Object.values(GRANTS).reduce((n, g) => n + g.length, 0)
  const strangers = await new Api(url).reveal('250-1', 'fulfilment', ['recipient.name'])
  teller.claim(
    first.status === 201 && again.status !== 201,
    'The set-up link worked once and not twice. There is no default key.',
  )
  teller.claim(listed.body.grants.length === expected, `${expected} grants are live, each made on purpose.`)
  teller.claim(strangers.status === 401, 'Without a key nobody gets past the door (401).')
  const importerKey = keys['order importer'] ?? ''
  const printerKey = keys['label printer'] ?? ''
  const printer = new Api(url, printerKey)
  const support = new Api(url, keys['helpdesk tool'])
  const services = { desk, importer: new Api(url, importerKey), importerKey, printer, printerKey, support }
  return { services, figures: { services: 1 + Object.keys(keys).length, grants: listed.body.grants.length } }
}
