import { z } from 'zod'
import type { PolicyStatus } from '../evidence/index.ts'
import type { Remote } from './remote.ts'

const state = z.enum(['satisfied', 'stale', 'unknown', 'violated'])
const fact = z.object({
  check: z.string(),
  state,
  measured: z.string().optional(),
  figures: z.record(z.string(), z.union([z.string(), z.number()])),
  why: z.string().optional(),
})
const reply = z.object({
  policy: z.string(),
  version: z.int(),
  digest: z.string(),
  at: z.string(),
  counts: z.object({ satisfied: z.int(), stale: z.int(), unknown: z.int(), violated: z.int() }),
  clauses: z.array(
    z.object({
      id: z.string(),
      state,
      controls: z.array(z.string()),
      duties: z.array(z.string()),
      unknown: z.object({ en: z.string(), ja: z.string() }).optional(),
      checks: z.array(fact),
    }),
  ),
})

/** Status as a server tells it, in the shape it has here. */
export async function remoteStatus(remote: Remote, at: number | undefined): Promise<PolicyStatus> {
  const query = at === undefined ? '' : `?at=${encodeURIComponent(new Date(at).toISOString())}`
  const { at: atText, clauses, ...status } = await remote.get(`/status${query}`, reply)
  return {
    ...status,
    atMs: Date.parse(atText),
    clauses: clauses.map(({ checks, unknown, ...clause }) => ({
      ...clause,
      ...(unknown ? { unknown } : {}),
      checks: checks.map(({ measured, why, ...c }) => ({
        ...c,
        measuredMs: measured === undefined ? 0 : Date.parse(measured),
        ...(why === undefined ? {} : { why }),
      })),
    })),
  }
}
