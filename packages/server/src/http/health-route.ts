import { z } from 'zod'
import { route } from '../platform/route.ts'

/** Says that the process answers, and nothing about it. */
export const healthRoute = route({
  operation: 'health',
  method: 'GET',
  path: '/health',
  summary: 'Whether the server answers',
  access: 'public',
  reply: z.strictObject({ status: z.literal('ok') }),
  statuses: [200],
  errors: [],
  handle: async () => ({ status: 200, body: { status: 'ok' as const } }),
})
