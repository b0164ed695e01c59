import type { Check, CheckContext, Measurement } from '../platform/check.ts'
import type { Database } from '../platform/db.ts'

/** Measures every check and keeps what came out. A check that fails to measure is kept as unknown: silence is a fact too. */
export async function measureChecks(
  database: Database,
  checks: readonly Check[],
  context: CheckContext,
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
