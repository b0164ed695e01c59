import { z } from 'zod'
import { type Route, route } from '../../platform/route.ts'
import { vkeyOf } from '../verify/verify-log.ts'
import type { LogIdentity } from './process-key.ts'

/** Public like the checkpoints that it verifies. Whoever verifies compares it with the one they kept from another place. */
export function logKeyRoute(log: LogIdentity): Route {
  return route({
    operation: 'log.key',
    method: 'GET',
    path: '/log/key',
    summary:
      'The key that verifies checkpoints of this log, as this server states it (C2SP signed-note verifier key)',
    access: 'public',
    reply: z.object({ vkey: z.string() }),
    statuses: [200],
    errors: [],
    handle: async () => ({ status: 200, body: { vkey: vkeyOf(log) } }),
  })
}
