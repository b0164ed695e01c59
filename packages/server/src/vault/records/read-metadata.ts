import type { LogPromise } from '@azukari/proof'
import type { Caller } from '../../platform/route.ts'
import type { Numbers } from '../../policy/index.ts'
import { type SealedCell, unpackCells } from '../cells/packed-cells.ts'
import { auditedAct } from '../decide/audited-act.ts'
import { decideAndAct, lookupOf } from '../decide/prepare-access.ts'
import { recordNotFound } from '../errors.ts'
import { metadataRead } from '../events.ts'
import type { VaultDeps } from '../vault-deps.ts'

export interface RecordMetadata {
  readonly id: string
  readonly version: number
  readonly createdMs: number
  readonly updatedMs: number
  readonly events: Readonly<Record<string, number>>
  /** Constant masks of the fields its readable cells may hold: nothing is decrypted to make this. */
  readonly masks: Readonly<Record<string, string>>
  readonly groups: readonly {
    readonly classes: readonly string[]
    readonly destroyMs: number | null
    readonly state: 'readable' | 'destroyed'
  }[]
  readonly promise: LogPromise
}

interface Row {
  id: Buffer
  version: number
  created_ms: number
  updated_ms: number
  events: Record<string, number>
  cells: Buffer
  now_ms: number
  log_ms: number
  live: { grp: number; due_ms: number | null }[] | null
}

/** What is known of a record without opening anything. Throws `access_denied`, `record_not_found`. */
export async function readMetadata(
  deps: VaultDeps,
  caller: Caller,
  collection: string,
  id: string,
): Promise<RecordMetadata> {
  const question = { collection, action: 'read-metadata' as const, fields: [] }
  return await decideAndAct(deps, caller, question, async (prepared) => {
    const lookup = lookupOf(prepared, id)
    const done = await auditedAct(deps, prepared, metadataRead, {}, async (tx) => {
      const [row] = await tx.query<Row>(
        {
          name: 'vault-metadata',
          text: `SELECT id, version, created_ms, updated_ms, events, cells, platform.now_ms() AS now_ms,
                   coalesce((SELECT signed_ms FROM audit.checkpoint ORDER BY size DESC LIMIT 1), 0) AS log_ms,
                   (SELECT json_agg(json_build_object('grp', k.grp, 'due_ms', k.due_ms)) FROM keys.record_key k
                    WHERE k.tenant = r.tenant AND k.record = r.id AND k.day = ANY(r.days)
                      AND EXISTS (SELECT FROM keys.bucket_key b WHERE b.bucket = k.bucket AND b.version = k.bucket_version)) AS live
                 FROM vault.record r WHERE tenant = $1 AND collection = $2 AND lookup = $3`,
        },
        [caller.tenant, prepared.collectionNumber, lookup],
      )
      if (!row) return { kind: 'refused', error: recordNotFound('no record of this id') }
      return { kind: 'done', value: row, record: row.id, detail: { version: row.version } }
    })
    if (!done) return undefined
    const row = done.value
    const nowMs = Math.max(deps.clock.now(), row.now_ms, row.log_ms)
    const live = new Map(
      (row.live ?? []).filter((k) => k.due_ms === null || k.due_ms > nowMs).map((k) => [k.grp, k.due_ms]),
    )
    const { numbers } = prepared.applied
    const cells = unpackCells(row.cells)
    const kept = new Set(cells.filter((c) => live.has(c.group)).map((c) => c.class))
    const masks: Record<string, string> = {}
    for (const field of prepared.collection.fields) {
      const mask = field.mask.kind === 'constant' ? field.mask.text : '***'
      if (kept.has(numbers.class[field.class] ?? 0)) masks[field.name] = mask
    }
    // By the cells: they name the groups of the policy version they were written under, destroyed ones among them.
    const groups = [...new Set(cells.map((c) => c.group))].map((group) => ({
      classes: classesOf(numbers, cells, group),
      destroyMs: live.get(group) ?? null,
      state: live.has(group) ? ('readable' as const) : ('destroyed' as const),
    }))
    const { version, created_ms: createdMs, updated_ms: updatedMs, events } = row
    return { id, version, createdMs, updatedMs, events, masks, groups, promise: done.promise }
  })
}

function classesOf({ class: classes }: Numbers, cells: readonly SealedCell[], group: number): string[] {
  const inGroup = new Set(cells.filter((c) => c.group === group).map((c) => c.class))
  return Object.keys(classes).filter((name) => inGroup.has(classes[name] ?? 0))
}
