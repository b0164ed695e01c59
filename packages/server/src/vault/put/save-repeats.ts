import type { Entries } from '../../audit/index.ts'
import type { PutOutcome, PutSlot } from './put-slot.ts'

/**
 * Remembers, in the same transaction, what was answered under an Idempotency-Key: the version and the leaf, never a value. Two requests with one
 * key in two groups meet on the primary key; the later one's group raises, is carried out again one by one, and finds the first one's row.
 */
export function saveRepeats(
  entries: Entries,
  slots: readonly PutSlot[],
  outcomes: readonly PutOutcome[],
  nowMs: number,
): void {
  const saved = slots.flatMap((slot, i) => {
    const outcome = outcomes[i]
    const stored = outcome?.kind === 'stored' && slot.idempotency
    return stored ? [{ slot, idempotency: slot.idempotency, outcome }] : []
  })
  if (saved.length === 0) return
  entries.whenBuilt(async (tx, leafOf) => {
    await tx.query(
      {
        name: 'vault-save-repeats',
        text: `INSERT INTO vault.idempotency (tenant, principal, route, key, body, version, leaf, made_ms)
               SELECT i.tenant, i.principal, 'put', i.key, i.body, i.version, i.leaf, $7
               FROM unnest($1::int[], $2::bytea[], $3::bytea[], $4::bytea[], $5::int[], $6::bytea[])
                 AS i(tenant, principal, key, body, version, leaf)`,
      },
      [
        saved.map((s) => s.slot.caller.tenant),
        saved.map((s) => s.slot.caller.principal),
        saved.map((s) => s.idempotency.key),
        saved.map((s) => s.idempotency.body),
        saved.map((s) => s.outcome.version),
        saved.map((s) => leafOf(s.outcome.entry)),
        nowMs,
      ],
    )
  })
}
