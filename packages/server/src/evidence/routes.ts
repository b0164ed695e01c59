import { z } from 'zod'
import type { Clock } from '../platform/clock.ts'
import type { Database } from '../platform/db.ts'
import { reasonCode } from '../platform/reasons.ts'
import { type Route, route } from '../platform/route.ts'
import { tell } from '../platform/words/tell.ts'
import { noPolicy, noPolicyThen } from '../policy/index.ts'
import type { FactsOnAsking } from './facts-on-asking.ts'
import { readStatus } from './read-status.ts'

const state = z.enum(['satisfied', 'stale', 'unknown', 'violated'])
const text = z.object({ en: z.string(), ja: z.string() })

const status = z.object({
  policy: z.string(),
  version: z.int(),
  digest: z.string(),
  at: z.iso.datetime(),
  counts: z.record(state, z.int()),
  clauses: z.array(
    z.object({
      id: z.string(),
      state,
      controls: z.array(z.string()),
      duties: z.array(z.string()),
      unknown: text.optional(),
      checks: z.array(
        z.object({
          check: z.string(),
          state,
          measured: z.iso.datetime().optional(),
          figures: z.record(z.string(), z.union([z.string(), z.number()])),
          why: z.string().optional(),
          reason: z.string().optional().describe('Stands for the sentence in `why`, in any language'),
        }),
      ),
    }),
  ),
})

/** The state of every clause over HTTP, now or at an instant before. */
export function evidenceRoutes(deps: {
  readonly database: Database
  readonly clock: Clock
  readonly facts: FactsOnAsking
}): readonly Route[] {
  return [
    route({
      operation: 'status.read',
      method: 'GET',
      path: '/status',
      summary: 'Every clause of the policy: its state, the figures behind it, now or at a past instant',
      access: { action: 'read-status' },
      query: z.object({ at: z.iso.datetime({ offset: true }).optional() }),
      reply: status,
      statuses: [200],
      errors: [noPolicy, noPolicyThen],
      async handle({ query, language }) {
        if (query.at === undefined) await deps.facts.measured()
        const atMs = query.at === undefined ? deps.clock.now() : Date.parse(query.at)
        const read = await readStatus(deps.database.across.read, atMs, query.at === undefined)
        const iso = (ms: number) => new Date(ms).toISOString()
        const clauses = read.clauses.map((c) => ({
          id: c.id,
          state: c.state,
          controls: [...c.controls],
          duties: [...c.duties],
          ...(c.unknown ? { unknown: c.unknown } : {}),
          checks: c.checks.map(({ check, state, measuredMs, figures, why }) => ({
            check,
            state,
            figures,
            ...(measuredMs > 0 ? { measured: iso(measuredMs) } : {}),
            ...(why ? { why: tell(why, language), ...reasonOf(why) } : {}),
          })),
        }))
        const { policy, version, digest, counts } = read
        return { status: 200, body: { policy, version, digest, at: iso(atMs), counts, clauses } }
      },
    }),
  ]
}

function reasonOf(why: string): { reason?: string } {
  const reason = reasonCode(why)
  return reason === undefined ? {} : { reason }
}
