import type { LogPromise } from '@azukari/proof'
import type { EntryDraft, EntryKind } from '../../audit/index.ts'
import { entryBy } from '../../identity/index.ts'
import type { Tx } from '../../platform/db.ts'
import type { AzukariError } from '../../platform/errors.ts'
import type { VaultDeps } from '../vault-deps.ts'
import { denied, type Prepared, stillStands } from './prepare-access.ts'

export type Detail = NonNullable<EntryDraft['detail']>

/** What one operation did, and what its entry says. */
export type Act<T> =
  | { readonly kind: 'done'; readonly value: T; readonly record?: Buffer; readonly detail: Detail }
  | {
      readonly kind: 'refused'
      readonly error: AzukariError
      readonly record?: Buffer
      readonly detail?: Detail
    }

export interface ActResult<T> {
  readonly value: T
  readonly promise: LogPromise
}

/**
 * One operation in a transaction of its own: the decision still standing, the work, and the entry of what came of it. A refusal is an
 * entry too and is thrown after the commit. Answers undefined when the decision has to be made again.
 */
export async function auditedAct<T>(
  deps: VaultDeps,
  prepared: Prepared,
  kind: EntryKind,
  detail: Detail,
  work: (tx: Tx) => Promise<Act<T>>,
): Promise<ActResult<T> | undefined> {
  const audited = await deps.writer.transaction(prepared.caller.tenant, async (tx, entries) => {
    if (!(await stillStands(tx, prepared))) return undefined
    const { verdict } = prepared
    const act: Act<T> = verdict.allow
      ? await work(tx)
      : { kind: 'refused', error: denied(verdict), detail: { clause: verdict.clause } }
    entries.add({
      kind,
      outcome: act.kind === 'done' ? 'success' : 'failure',
      ...entryBy(prepared.caller, act.record ? { record: act.record } : {}),
      detail: {
        ...detail,
        ...act.detail,
        collection: prepared.collection.name,
        policy: prepared.applied.version,
        grant: verdict.allow ? verdict.grant : undefined,
        reason: act.kind === 'refused' ? act.error.code : undefined,
      },
    })
    return act
  })
  const act = audited.value
  if (act === undefined) return undefined
  if (act.kind === 'refused') throw act.error
  return { value: act.value, promise: audited.promise(0) }
}
