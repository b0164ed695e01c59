// The server's sources use methods of sets that the console's own do without.
/// <reference lib="es2025.collection" />
import type { TestContext } from 'node:test'
import { createGrant } from '../../server/src/access/index.ts'
import type { App } from '../../server/src/app.ts'
import { createKey, createService, operatorCaller } from '../../server/src/identity/index.ts'
import type { Caller } from '../../server/src/platform/route.ts'
import { approveDevice, personWho, type Who } from '../../server/test/matrix/who.ts'
import { servedApp } from '../../server/test/test-app.ts'
import { type Look, type Visit, visit } from './browser.ts'

export const FIELDS = ['buyer.name', 'buyer.email'] as const
export const PURPOSE = 'customer-support'

export interface Site {
  readonly app: App
  readonly url: string
  /** The server is not there any more, as when its machine went; the program goes on without it. */
  stop(): Promise<void>
  /** The machine's operator, who makes what a test begins with. */
  readonly by: Caller
  /** Somebody with these roles, on a company device; under the name `Kaori <name>`. */
  staff(name: string, roles: readonly string[]): Promise<Who>
  /** The same on a device that nobody knows, before they have accepted the policy. */
  newcomer(name: string, roles: readonly string[]): Promise<Who>
  /** The same on a device that nobody knows. */
  stranger(name: string, roles: readonly string[]): Promise<Who>
  /** Their browser, signed in. */
  sit(who: Pick<Who, 'headers'>, look?: Look): Promise<Visit>
  /** Puts a record into `orders` with the key of a service that may do so. */
  put(id: string, fields: Readonly<Record<string, string>>): Promise<void>
}

/** The program whole, in this process and listening, with staff who need not be invited through the screens first. */
export async function site(t: TestContext, env: Readonly<Record<string, string>> = {}): Promise<Site> {
  const { app, url, http } = await servedApp(t, { env })
  const by = operatorCaller(app.tenant.tenant, app.tenant.id)
  const key = await importer(app, by)
  return {
    app,
    url,
    stop: () => http.close(),
    by,
    async staff(name, roles) {
      const who = await personWho(app, url, { name, roles, state: 'full' })
      await approveDevice(app, who, true)
      return who
    },
    newcomer: (name, roles) => personWho(app, url, { name, roles, state: 'unaccepted' }),
    stranger: (name, roles) => personWho(app, url, { name, roles, state: 'full' }),
    async sit(who, look) {
      const seat = await visit(url, look)
      await seat.context.addCookies(cookiesOf(who))
      return seat
    },
    async put(id, fields) {
      const headers = { authorization: `Bearer ${key}`, 'content-type': 'application/json' }
      const body = JSON.stringify({ fields })
      await answered(fetch(`${url}/v1/collections/orders/records/${id}`, { method: 'PUT', headers, body }))
    },
  }
}

async function importer(app: App, by: Caller): Promise<string> {
  const { id } = await createService(app.identity, by, { name: 'order importer' })
  await createGrant(app.access, by, {
    principal: id,
    action: 'put',
    collection: 'orders',
    fields: [...FIELDS],
  })
  return (await createKey(app.identity, by, { service: id })).key
}

async function answered(response: Promise<Response>): Promise<void> {
  const { ok, status, ...rest } = await response
  if (!ok) throw new Error(`${status}: ${JSON.stringify(rest)}`)
}

/** `__Host-` cookies are taken by the browser as from a secure page of this host; loopback gets them on plain HTTP too. */
const cookiesOf = (who: Pick<Who, 'headers'>) =>
  (who.headers().cookie ?? '').split('; ').map((pair) => {
    const [name = '', value = ''] = pair.split('=', 2)
    return {
      name,
      value,
      url: 'https://localhost/',
      httpOnly: true,
      sameSite: 'Strict' as const,
      secure: true,
    }
  })
