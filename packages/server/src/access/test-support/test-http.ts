import type { testDatabase } from '../../../test/database.ts'
import { createServer } from '../../http/index.ts'
import { bearerKey, identityErrors } from '../../identity/index.ts'
import { silentLogger } from '../../platform/logger.ts'
import type { Caller, Route } from '../../platform/route.ts'
import { gate } from '../decision/gate.ts'
import { actionDenied } from '../errors.ts'
import type { TestPerson } from './test-people.ts'
import type { AccessScene } from './test-scene.ts'

/** For tests only: routes on a listening server, called by services with their keys and by people who are simply signed in. */

type Test = Parameters<typeof testDatabase>[0] & { after(fn: () => Promise<void>): void }
export type Reply = { status: number; body: Record<string, unknown> }
export type Call = (method: string, path: string, as?: string | TestPerson, body?: unknown) => Promise<Reply>

type Doors = Pick<AccessScene, 'authorities' | 'deps'> & {
  readonly authenticator: Pick<AccessScene['authenticator'], 'authenticate'>
}

export async function testHttp(t: Test, scene: Doors, routes: readonly Route[]): Promise<Call> {
  const people = new Map<string, Caller>()
  const { authorities, authenticator, deps } = scene
  const server = await createServer({
    routes,
    log: silentLogger,
    document: {
      version: '1',
      keyErrors: [identityErrors.keyUnknown, actionDenied, identityErrors.personNeeded],
    },
    async authenticate({ authorization, access }) {
      const person = people.get(authorization ?? '')
      if (person !== undefined) return person
      const { caller } = await authenticator.authenticate(bearerKey(authorization))
      if (access === 'session') throw identityErrors.personNeeded('a service’s key does not open it')
      return caller
    },
    gate: (caller, action, operation) => gate({ ...deps, authorities }, caller, action, operation),
    denied: () => {},
    resolveTenant: () => undefined,
    checkReplies: true,
  })
  const { url } = await server.listen({ host: '127.0.0.1', port: 0 })
  t.after(() => server.close())
  return async (method, path, as, body) => {
    const headers: Record<string, string> = {}
    if (typeof as === 'string') headers.authorization = `Bearer ${as}`
    else if (as !== undefined) {
      people.set(as.id, as.caller)
      headers.authorization = as.id
    }
    if (body !== undefined) headers['content-type'] = 'application/json'
    const init: RequestInit = {
      method,
      headers,
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    }
    const reply = await fetch(`${url}/v1${path}`, init)
    return { status: reply.status, body: (await reply.json()) as Record<string, unknown> }
  }
}
