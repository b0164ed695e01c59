import type { CaseUse, Verdict } from '../../access/index.ts'
import { isBucketNotCurrent } from '../../keys/index.ts'
import type { Tx } from '../../platform/db.ts'
import { isAzukariError } from '../../platform/errors.ts'
import type { Caller } from '../../platform/route.ts'
import type { Action, AppliedPolicy, CollectionModel } from '../../policy/index.ts'
import { accessDenied, busyRecord } from '../errors.ts'
import { findCollection } from '../records/find-collection.ts'
import { checkRecordId, lookupDigest, RECORD_ID } from '../records/record-id.ts'
import type { VaultDeps } from '../vault-deps.ts'

/** A decided request about one collection, on its way to a transaction of its own. */
export interface Prepared {
  readonly caller: Caller
  readonly applied: AppliedPolicy
  readonly collection: CollectionModel
  readonly collectionNumber: number
  readonly zone: string
  readonly lookupKey: Buffer
  readonly verdict: Verdict
  /** Whether the caller may tell an event anew with an earlier time. */
  readonly advance: Verdict
  readonly generation: number
}

export interface Question {
  readonly collection: string
  readonly action: Action
  readonly fields: readonly string[]
  readonly purpose?: string | undefined
  readonly caseId?: string | undefined
  readonly caseUse?: CaseUse | undefined
}

export async function prepareAccess(deps: VaultDeps, caller: Caller, question: Question): Promise<Prepared> {
  const applied = deps.policy.peek ?? (await deps.policy.load())
  const { collection, number } = findCollection(applied, question.collection)
  const tenant = await deps.keyring.tenant(caller.tenant)
  const authority = deps.authorities.peek(caller) ?? (await deps.authorities.load(caller))
  const asked = { ...question, purpose: question.purpose, atMs: deps.clock.now() }
  return {
    caller,
    applied,
    collection,
    collectionNumber: number,
    zone: tenant.zone,
    lookupKey: tenant.digestKey(RECORD_ID),
    verdict: deps.authorities.decide(asked, authority, applied.model),
    advance: deps.authorities.decide(
      { ...asked, action: 'advance-deadline', fields: [], purpose: undefined },
      authority,
      applied.model,
    ),
    generation: authority.generation,
  }
}

export function lookupOf(prepared: Prepared, id: string): Buffer {
  checkRecordId(id)
  return lookupDigest(prepared.lookupKey, prepared.collectionNumber, id)
}

/** Whether the decision still stands: nobody revoked and no policy was applied since. Read inside the transaction that acts on it. */
export async function stillStands(tx: Tx, prepared: Prepared): Promise<boolean> {
  const [row] = await tx.query<{ generation: number | null; policy: number | null }>(
    {
      name: 'vault-still-stands',
      text: `SELECT (SELECT generation FROM access.authority WHERE tenant = $1) AS generation,
                    (SELECT version FROM policy.current) AS policy`,
    },
    [prepared.caller.tenant],
  )
  return row?.generation === prepared.generation && row?.policy === prepared.applied.version
}

export const denied = (verdict: Extract<Verdict, { allow: false }>) =>
  accessDenied(verdict.why, { extra: { clause: verdict.clause, reason: verdict.code } })

const ATTEMPTS = 4

/** Decides and acts, again when the ground moved in between: `act` answers undefined, or finds a key renewed or ended since it was read. */
export async function decideAndAct<T>(
  deps: VaultDeps,
  caller: Caller,
  question: Question,
  act: (prepared: Prepared) => Promise<T | undefined>,
): Promise<T> {
  for (let attempt = 1; attempt <= ATTEMPTS; attempt++) {
    const done = await act(await prepareAccess(deps, caller, question)).catch((error) => {
      if (!isBucketNotCurrent(error) && !isAzukariError(error, 'key_gone')) throw error
      deps.keyring.forgetPlaces()
      return undefined
    })
    if (done !== undefined) return done
    await Promise.all([deps.policy.reload(), deps.authorities.reload(caller)])
  }
  throw busyRecord(`policy, grants or the record changed ${ATTEMPTS} times while this was tried`, {
    fix: 'try again',
  })
}
