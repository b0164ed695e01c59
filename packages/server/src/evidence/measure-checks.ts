import type { Check, CheckContext, Measurement } from '../platform/check.ts'
import type { Database } from '../platform/db.ts'

/** Not the same as the newest fact that is kept of the check. */
const CHANGED = `NOT EXISTS (
  SELECT FROM (SELECT state, figures, why FROM evidence.fact WHERE check_name = f.name ORDER BY measured_ms DESC LIMIT 1) last
  WHERE last.state = f.state AND last.figures = f.figures::jsonb AND last.why IS NOT DISTINCT FROM f.why)`

/**
 * Measures every check and keeps what came out. A check that fails to measure is kept as unknown: silence is a fact too.
 *
 * @param keep what is told anew by the minute is kept `always`; what is measured because somebody asks, only when it `changed`
 */
export async function measureChecks(
  database: Database,
  checks: readonly Check[],
  context: CheckContext,
  keep: 'always' | 'changed' = 'always',
): Promise<ReadonlyMap<string, Measurement>> {
  const measured = new Map<string, Measurement>()
  for (const check of checks) measured.set(check.name, await measure(check, context))
  const at = context.clock.now()
  const all = [...measured]
  await database.across.read.query(
    {
      text: `INSERT INTO evidence.fact (check_name, measured_ms, state, figures, why)
             SELECT f.name, $2, f.state, f.figures::jsonb, f.why
             FROM unnest($1::text[], $3::text[], $4::text[], $5::text[]) AS f(name, state, figures, why)
             WHERE ${keep === 'always' ? 'true' : CHANGED}
             ON CONFLICT (check_name, measured_ms) DO NOTHING`,
    },
    [
      all.map(([name]) => name),
      at,
      all.map(([, m]) => m.state),
      all.map(([, m]) => JSON.stringify(m.figures)),
      all.map(([, m]) => m.why ?? null),
    ],
  )
  return measured
}

async function measure(check: Check, context: CheckContext): Promise<Measurement> {
  try {
    return await check.measure(context)
  } catch {
    return { state: 'unknown', figures: {}, why: 'it could not be measured' }
  }
}
