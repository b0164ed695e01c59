import { addAssignment } from '../src/access/index.ts'
import type { App } from '../src/app.ts'
import { operatorCaller, type PersonCaller, personId } from '../src/identity/index.ts'
import { addPerson } from '../src/identity/people/add-person.ts'
import { beginSession } from '../src/identity/sessions/begin-session.ts'
import { accept } from './matrix/who.ts'
import { startServed } from './test-app.ts'

/** The program whole, in this process and listening, behind a proxy that tells addresses; with people who are simply there and signed in. */
export interface StaffApp {
  readonly app: App
  readonly url: string
  staff(userName: string, roles: readonly string[]): Promise<Staff>
  /** A request as a browser at an address behind the proxy sends it. */
  call(who: Staff, method: string, path: string, body?: unknown, from?: string): Promise<Answer>
  close(): Promise<void>
}

export interface Staff {
  readonly caller: PersonCaller
  readonly cookie: string
}

export interface Answer {
  readonly status: number
  // biome-ignore lint/suspicious/noExplicitAny: whatever JSON comes back, tests look into it
  readonly body: any
}

export const OFFICE = '198.51.100.7'
const FULL = { state: 'full', amr: ['pwd', 'otp'] } as const
const BROWSER = {
  cookie: undefined,
  userAgent: 'test',
  fetchSite: 'same-origin',
  origin: undefined,
  host: undefined,
  client: 'console',
}

export async function staffApp(env: Readonly<Record<string, string>> = {}): Promise<StaffApp> {
  const served = await startServed({ env: { AZUKARI_PROXIES: '127.0.0.1', ...env } })
  const { app, http } = served
  return {
    app,
    url: http.url,
    staff: (userName, roles) => addStaff(app, userName, roles),
    async call({ cookie }, method, path, body, from = OFFICE) {
      const headers = {
        cookie,
        'sec-fetch-site': 'same-origin',
        'x-azukari-client': 'console',
        'x-forwarded-for': from,
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      }
      const sent = body === undefined ? {} : { body: JSON.stringify(body) }
      const response = await fetch(http.url + path, { method, headers, ...sent })
      return { status: response.status, body: await response.json().catch(() => undefined) }
    },
    close: served.close,
  }
}

async function addStaff(app: App, userName: string, roles: readonly string[]): Promise<Staff> {
  const { tenant, id: tenantId } = app.tenant
  const by = operatorCaller(tenant, tenantId)
  const { value } = await app.writers.app.across(async (tx, entries) => {
    const person = await addPerson(tx, entries, app.people, by, {
      name: `Staff ${userName}`,
      userName,
      email: `${userName}@example.com`,
      locale: 'en',
      zone: 'Asia/Tokyo',
      source: 'invitation',
      state: 'active',
      enrolUntilMs: app.clock.now(),
    })
    const principal = personId(person)
    for (const role of roles)
      await addAssignment(tx, entries, app.requests, by, { principal, role }, { requestedBy: 'operator' })
    const from = { address: OFFICE, browser: BROWSER }
    return { person, session: await beginSession(tx, app.people, { tenant, person, from, ...FULL }) }
  })
  const { person, session } = value
  const { id, key } = session
  const lasting = { idleUntilMs: Number.MAX_SAFE_INTEGER, untilMs: Number.MAX_SAFE_INTEGER }
  const caller: PersonCaller = {
    tenant,
    tenantId,
    principal: person,
    principalId: personId(person),
    kind: 'person',
    credential: { key, keyId: id },
    session: {
      id,
      key,
      ...FULL,
      accepted: roles.length > 0,
      address: OFFICE,
      createdMs: app.clock.now(),
      ...lasting,
    },
  }
  // Whoever was given something by an approval had accepted before.
  if (roles.length > 0) await accept(app, caller)
  return {
    cookie: session.cookies.map((line) => line.split(';', 1)[0]).join('; '),
    caller,
  }
}
