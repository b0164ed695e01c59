import type { Entries } from '../audit/index.ts'
import { entryBy, requireLiveService } from '../identity/index.ts'
import type { Tx } from '../platform/db.ts'
import { formatId, newId } from '../platform/ids.ts'
import type { Caller } from '../platform/route.ts'
import type { AccessDeps } from './access-deps.ts'
import { checkScope, type GrantScope } from './check-grant.ts'
import { grantEndInvalid, grantToSelf } from './errors.ts'
import { grantCreated } from './events.ts'
import { bumpAuthority } from './generation.ts'
import { GRANT_ID } from './read-grants.ts'

export interface CreateGrant extends GrantScope {
  /** Public id of a live service; people come later. */
  readonly principal: string
  /** Milliseconds since 1970; now when left out. */
  readonly fromMs?: number | undefined
  /** Milliseconds since 1970; the latest that the policy allows when left out. */
  readonly untilMs?: number | undefined
}

export interface CreatedGrant {
  readonly id: string
  readonly principal: string
  readonly fields: readonly string[]
  readonly fromMs: number
  readonly untilMs: number
}

/**
 * Grants something to a service. Throws `grant_invalid`, `grant_end_invalid`, `grant_to_self`, `service_not_found`, `service_disabled`.
 *
 * Commit point: a crash before it leaves nothing; after it the grant, its entry and the new generation, so that the next request finds it.
 */
export async function createGrant(deps: AccessDeps, by: Caller, input: CreateGrant): Promise<CreatedGrant> {
  const { value } = await deps.writer.transaction(async (tx, entries) => {
    const made = await addGrant(tx, entries, deps, by, input)
    await bumpAuthority(tx, by.tenant)
    return made
  })
  return value
}

/** The same within a transaction of the caller's, who raises the generation. */
export async function addGrant(
  tx: Tx,
  entries: Entries,
  deps: AccessDeps,
  by: Caller,
  input: CreateGrant,
): Promise<CreatedGrant> {
  if (input.principal === by.principalId) {
    throw grantToSelf('the one who grants and the one who is granted are the same', {
      extra: { clause: 'A2' },
    })
  }
  const scope = checkScope(input, (await deps.policy.load()).model)
  const principal = await requireLiveService(tx, by.tenant, input.principal)
  const nowMs = deps.clock.now()
  const { fromMs, untilMs } = await boundsOf(deps, input, nowMs)
  const id = newId(nowMs)
  const { action, collection, fields, purpose, masked } = scope
  await tx.query(
    {
      text: `INSERT INTO access.grant (tenant, id, principal, action, collection, fields, purpose, masked, from_ms, until_ms, made_by, made_ms)
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)`,
    },
    [
      by.tenant,
      id,
      principal,
      action,
      collection,
      fields,
      purpose,
      masked,
      fromMs,
      untilMs,
      by.principalId,
      nowMs,
    ],
  )
  const grant = formatId(GRANT_ID, id)
  entries.add({
    kind: grantCreated,
    outcome: 'success',
    ...entryBy(by),
    detail: {
      grant,
      principal: input.principal,
      action,
      collection: collection ?? undefined,
      fields,
      purpose: purpose ?? undefined,
      masked,
      from_ms: fromMs,
      until_ms: untilMs,
    },
  })
  return { id: grant, principal: input.principal, fields, fromMs, untilMs }
}

async function boundsOf(deps: AccessDeps, input: CreateGrant, nowMs: number) {
  const fromMs = input.fromMs ?? nowMs
  // A grant that began before it was made would rewrite who had access then.
  if (!Number.isSafeInteger(fromMs) || fromMs < nowMs) {
    throw grantEndInvalid('a grant begins now or later', { where: { pointer: '/from' } })
  }
  const latestMs = await deps.grantEnds(fromMs)
  const untilMs = input.untilMs ?? latestMs
  if (!Number.isSafeInteger(untilMs) || untilMs <= fromMs || untilMs > latestMs) {
    throw grantEndInvalid(`a grant that begins then ends by ${new Date(latestMs).toISOString()}`, {
      where: { pointer: '/until' },
      fix: 'leave it out for the longest the policy allows',
    })
  }
  return { fromMs, untilMs }
}
