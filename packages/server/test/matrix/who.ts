import { addAssignment, bumpAuthority, createGrant } from '../../src/access/index.ts'
import type { App } from '../../src/app.ts'
import { createKey, createService, invitePerson, operatorCaller } from '../../src/identity/index.ts'
import { parseId } from '../../src/platform/ids.ts'
import type { Caller } from '../../src/platform/route.ts'
import { acknowledge, type TenantAction } from '../../src/policy/index.ts'
import { enrol, PASSWORD } from '../people/people-site.ts'
import { TestBrowser } from '../people/test-browser.ts'

/** One kind of caller: what they are, and what the policy lets them do beside records. */
export interface Who {
  readonly name: string
  readonly kind: 'anonymous' | 'service' | 'pending' | 'unaccepted' | 'person' | 'stranger'
  readonly actions: ReadonlySet<string>
  /** `per_…` of people. */
  readonly person?: string
  readonly headers: () => Record<string, string>
}

const NOBODY = `per_${'0'.repeat(32)}`

export const anonymous: Who = {
  name: 'anonymous',
  kind: 'anonymous',
  actions: new Set(),
  headers: () => ({}),
}

/** A service with a key and these tenant actions. */
export async function serviceWho(app: App, name: string, actions: readonly TenantAction[]): Promise<Who> {
  const by = operatorCaller(app.tenant.tenant, app.tenant.id)
  const { id } = await createService(app.identity, by, { name })
  const { key } = await createKey(app.identity, by, { service: id })
  for (const action of actions) await createGrant(app.access, by, { principal: id, action })
  const headers = () => ({ authorization: `Bearer ${key}` })
  return { name: `service: ${name}`, kind: 'service', actions: new Set(actions), headers }
}

export interface PersonIs {
  readonly name: string
  readonly roles: readonly string[]
  /** `pending`: has added no second factor; `unaccepted`: has one, and has not accepted the policy. */
  readonly state: 'pending' | 'unaccepted' | 'full'
  readonly tenant?: { readonly tenant: number; readonly id: string }
}

/** A person who took their invitation and, unless pending, added a second factor and accepted the policy; with roles that somebody approved. */
export async function personWho(app: App, url: string, is: PersonIs): Promise<Who> {
  const { tenant, id } = is.tenant ?? app.tenant
  const by = operatorCaller(tenant, id)
  const handle = is.name.replace(/[^a-z]/g, '')
  const { person, link } = await invitePerson(app.people, by, {
    name: `Kaori ${handle}`,
    userName: `k.${handle}`,
    email: `k.${handle}@example.com`,
    locale: 'ja',
  })
  const browser = new TestBrowser(url)
  const token = link.slice(link.indexOf('#') + 1)
  const redeemed = await browser.post('/invitations/redeem', { token, password: PASSWORD })
  if (redeemed.status >= 300) throw new Error(`redeem: ${redeemed.text}`)
  if (is.state !== 'pending') await enrol(browser, Date.now())
  if (is.state === 'full')
    await accept(app, { ...by, principal: parseId('per', person), principalId: person, kind: 'person' })
  await giveRoles(app, by, person, is.roles)
  const { model } = await app.policy.load()
  const actions = is.roles.flatMap((role) => model.roles?.[role]?.actions ?? [])
  const kind = is.tenant !== undefined ? 'stranger' : is.state === 'full' ? 'person' : is.state
  const headers = () => ({ ...browser.headers, cookie: browser.cookie() })
  return { name: is.name, kind, actions: new Set(actions), person, headers }
}

/** Somebody accepts the version in force; from wherever they sit. */
export async function accept(app: App, who: Caller): Promise<void> {
  const { version } = await app.policy.reload()
  const { acknowledged } = app.provisioning
  await acknowledge({ writer: app.writers.app, clock: app.clock, acknowledged }, who, version, 'en')
}

/** Roles that somebody approved. */
export function giveRoles(app: App, by: Caller, principal: string, roles: readonly string[]) {
  return app.requests.writer.across(async (tx, entries) => {
    for (const role of roles) {
      const made = { requestedBy: 'operator', approvedBy: NOBODY }
      await addAssignment(tx, entries, app.requests, by, { principal, role }, made)
    }
    await bumpAuthority(tx, by.tenant)
  })
}

/** A company device of a person that was approved, and the session on it or not. */
export async function approveDevice(app: App, who: Who, onIt: boolean): Promise<void> {
  const { app: database } = app.databases
  const person = parseId('per', who.person ?? '')
  const device = Buffer.from(person).reverse()
  const text = `INSERT INTO identity.device (tenant, id, person, kind, name, credential, public_key, counter, enrolled_ms, enrolled_by, approved_ms, approved_by)
                VALUES ($1, $2, $3, 'passkey', $5, $2, $2, 0, 1, 'operator', 1, $4)`
  const name = await app.keyring.seal(app.tenant.tenant, 'devices/name', Buffer.from('laptop'), device)
  await database.across.write({ text }, [app.tenant.tenant, device, person, NOBODY, name])
  if (!onIt) return
  await database.across.write({ text: 'UPDATE identity.session SET device = $2 WHERE person = $1' }, [
    person,
    device,
  ])
}
