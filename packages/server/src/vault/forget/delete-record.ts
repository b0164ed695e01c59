import type { LogPromise } from '@azukari/proof'
import type { Caller } from '../../platform/route.ts'
import { auditedAct } from '../decide/audited-act.ts'
import { decideAndAct, lookupOf } from '../decide/prepare-access.ts'
import { recordNotFound, versionMismatch } from '../errors.ts'
import { recordDeleted } from '../events.ts'
import { lockRecord } from '../records/find-record.ts'
import { removeKeysAndTags } from '../records/write-version.ts'
import type { VaultDeps } from '../vault-deps.ts'
import { suppress } from './suppress.ts'

export interface DeleteResult {
  /** From this instant on nobody can read it; copies of its keys in backups die with their bucket. */
  readonly unreadableSinceMs: number
  readonly promise: LogPromise
}

/** Destroys a record's keys and tags and forgets the record; a suppression keeps it from coming back. Throws `access_denied`, `record_not_found`, `version_mismatch`. */
export async function deleteRecord(
  deps: VaultDeps,
  caller: Caller,
  collection: string,
  id: string,
  ifMatch?: number,
): Promise<DeleteResult> {
  const question = { collection, action: 'delete' as const, fields: [] }
  return await decideAndAct(deps, caller, question, async (prepared) => {
    const lookup = lookupOf(prepared, id)
    const done = await auditedAct(deps, prepared, recordDeleted, {}, async (tx) => {
      const timeOf = (databaseMs: number) => Math.max(deps.clock.now(), databaseMs)
      const locked = await lockRecord(tx, caller.tenant, prepared.collectionNumber, lookup, timeOf)
      if (!locked) return { kind: 'refused', error: recordNotFound('no record of this id') }
      const { row, held, nowMs } = locked
      if (ifMatch !== undefined && ifMatch !== row.version) {
        const extra = { version: row.version }
        return {
          kind: 'refused',
          error: versionMismatch(`it has version ${row.version}`, { extra }),
          record: row.id,
        }
      }
      await removeKeysAndTags(tx, caller.tenant, row.id, [...held.live, ...held.due])
      await tx.query({ text: 'DELETE FROM vault.record WHERE tenant = $1 AND id = $2' }, [
        caller.tenant,
        row.id,
      ])
      await suppress(tx, [{ tenant: caller.tenant, collection: prepared.collectionNumber, lookup }], nowMs)
      return { kind: 'done', value: nowMs, record: row.id, detail: { version: row.version } }
    })
    return done && { unreadableSinceMs: done.value, promise: done.promise }
  })
}
