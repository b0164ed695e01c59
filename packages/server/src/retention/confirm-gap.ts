import type { AcrossWriter } from '../audit/index.ts'
import type { Clock } from '../platform/clock.ts'
import { gapConfirmed } from './events.ts'

/** The operator says that the time since the log's last entry really passed; the sweep goes on from its next run. */
export async function confirmGap(writer: AcrossWriter, clock: Clock, by: string): Promise<void> {
  await writer.across(async (tx, entries) => {
    const at = clock.now()
    await tx.query(
      { text: 'INSERT INTO retention.gap_confirmed (at_ms, by) VALUES ($1, $2) ON CONFLICT DO NOTHING' },
      [at, by],
    )
    entries.add({
      kind: gapConfirmed,
      outcome: 'success',
      actor: by,
      detail: { at: new Date(at).toISOString() },
    })
  })
}
