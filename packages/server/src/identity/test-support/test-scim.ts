import type { TestContext } from 'node:test'
import { type World, world } from '../../../test/world.ts'
import { createServer } from '../../http/index.ts'
import { silentLogger } from '../../platform/logger.ts'
import type { Caller } from '../../platform/route.ts'
import type { LeaverDeps } from '../leavers/leaver-deps.ts'
import type { GroupRole, ScimDeps } from '../scim/scim-deps.ts'
import { scimMount } from '../scim/scim-mount.ts'
import { DirectoryPeople } from '../scim/scim-people.ts'
import { createScimToken } from '../scim/scim-tokens.ts'
import { Site } from '../sessions/site.ts'

/** For tests only: a directory's end of the wire, over a real socket and database. */

export interface ScimScene extends Omit<World, 'deps'> {
  readonly deps: ScimDeps & LeaverDeps
  readonly url: string
  readonly by: Caller
  readonly token: string
  readonly tokenId: string
  /** What groups gave and ended, in order. */
  readonly roles: (GroupRole & { readonly what: 'give' | 'end' })[]
  send(method: string, path: string, body?: unknown, headers?: Record<string, string>): Promise<ScimAnswer>
}

export interface ScimAnswer {
  readonly status: number
  readonly headers: Headers
  // biome-ignore lint/suspicious/noExplicitAny: whatever JSON comes back, tests look into it
  readonly body: any
}

export async function scimScene(t: TestContext): Promise<ScimScene> {
  const w = await world(t)
  const roles: ScimScene['roles'] = []
  const leavers: LeaverDeps = {
    ...w.identity,
    keyring: w.keyring,
    elsewhere: async () => ['cloud', 'mail'],
    tasksDueMs: async (leftMs) => leftMs + 86_400_000,
    endAccess: async () => ({ grants: 0 }),
  }
  const site = new Site(undefined)
  const deps: ScimScene['deps'] = {
    ...leavers,
    site,
    people: new DirectoryPeople({ ...leavers, zone: async () => 'Asia/Tokyo' }),
    groupRoles: {
      give: async (_tx, _entries, _by, input) => void roles.push({ ...input, what: 'give' }),
      end: async (_tx, _entries, _by, input) => void roles.push({ ...input, what: 'end' }),
    },
  }
  const server = await createServer({
    routes: [],
    mounts: [scimMount(deps)],
    log: silentLogger,
    document: { version: '0', keyErrors: [] },
    authenticate: () => Promise.reject(new Error('not asked here')),
    gate: () => {},
    denied: () => {},
    resolveTenant: () => undefined,
  })
  const { url } = await server.listen({ port: 0 })
  site.listening(url)
  t.after(() => server.close(100))
  const by = w.first
  const { token, id: tokenId } = await createScimToken(deps, by, { title: 'Company directory' })
  const send: ScimScene['send'] = async (method, path, body, headers = {}) => {
    const response = await fetch(`${url}/scim/v2${path}`, {
      method,
      headers: {
        authorization: `Bearer ${token}`,
        ...(body === undefined ? {} : { 'content-type': 'application/scim+json' }),
        ...headers,
      },
      ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
    })
    const text = await response.text()
    return {
      status: response.status,
      headers: response.headers,
      body: text === '' ? undefined : JSON.parse(text),
    }
  }
  return { ...w, deps, url, by, token, tokenId, roles, send }
}
