import { z } from 'zod'
import { idText, instant, toIso } from '../wire.ts'
import type { ListedSession } from './list-sessions.ts'

export const sessionReply = z.object({
  id: idText('ses'),
  state: z.enum(['pending', 'full']),
  amr: z.array(z.string()),
  created: instant,
  seen: instant,
  until: instant,
  address: z.string(),
  agent: z.string(),
  device: z.string().nullable(),
  provider: z.string().nullable(),
  current: z.boolean(),
})

export const sessionToWire = (session: ListedSession, current?: string): z.input<typeof sessionReply> => ({
  id: session.id,
  state: session.state,
  amr: [...session.amr],
  created: toIso(session.createdMs),
  seen: toIso(session.seenMs),
  until: toIso(session.untilMs),
  address: session.address,
  agent: session.agent,
  device: session.deviceId ?? null,
  provider: session.provider ?? null,
  current: session.id === current,
})
