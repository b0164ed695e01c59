import { z } from 'zod'
import { type Route, route } from '../../platform/route.ts'
import type { Environment } from '../open/open-environment.ts'

/** Which environment this is: a console that looks the same everywhere has to say where one is. */
export function environmentRoute({ name, injectedClock }: Environment): Route {
  return route({
    operation: 'environment.read',
    method: 'GET',
    path: '/environment',
    summary: 'Name of the environment, and whether its clock can be moved: only in one that was made for it',
    access: 'key',
    reply: z.object({ name: z.string(), injectedClock: z.boolean() }),
    statuses: [200],
    errors: [],
    handle: async () => ({ status: 200, body: { name, injectedClock } }),
  })
}
