import type { Entries } from '../../audit/index.ts'
import { entryBy } from '../../identity/index.ts'
import type { Tx } from '../../platform/db.ts'
import { formatId, newId, parseId } from '../../platform/ids.ts'
import type { Caller } from '../../platform/route.ts'
import { clauseInForce } from '../../policy/index.ts'
import type { AccessDeps } from '../access-deps.ts'
import { bumpAuthority } from '../authority/generation.ts'
import { CASE_ID, GRANT_ID } from '../authority/read-grants.ts'
import { grantEndInvalid, grantToSelf } from '../errors.ts'
import { grantCreated } from '../events.ts'
import { named, type Principal, requireLivePrincipal } from '../principals.ts'
import type { Approval } from '../requests/request-kind.ts'
import { REQUEST_ID } from '../requests/request-row.ts'
import { type CheckedScope, checkScope, type GrantScope } from './check-grant.ts'

export interface CreateGrant extends GrantScope {
  /** Public id of a live service or person. */
  readonly principal: string
  /** Milliseconds since 1970; now when left out. */
  readonly fromMs?: number | undefined
  /** Milliseconds since 1970; the latest that the policy allows when left out. */
  readonly untilMs?: number | undefined
  /** Public id of the case that it is made for. */
  readonly caseId?: string | undefined
}

export interface CreatedGrant {
  readonly id: string
  readonly principal: string
  readonly fields: readonly string[]
  readonly fromMs: number
  readonly untilMs: number
}

/**
 * Grants something to a service or a person without asking anybody else: the operator does, and whoever is there first. It shows as approved by
 * nobody. Throws `grant_invalid`, `grant_end_invalid`, `grant_to_self`, `service_not_found`, `service_disabled`, `principal_unknown`,
 * `person_not_live`.
 *
 * Commit point: a crash before it leaves nothing; after it the grant, its entry and the new generation, so that the next request finds it.
 */
export async function createGrant(deps: AccessDeps, by: Caller, input: CreateGrant): Promise<CreatedGrant> {
  const { value } = await deps.writer.transaction(by.tenant, async (tx, entries) => {
    const made = await addGrant(tx, entries, deps, by, input)
    await bumpAuthority(tx, by.tenant)
    return made
  })
  return value
}

/** The same within a transaction of the caller's, who raises the generation. With an approval it is made by who asked and approved by who did. */
export async function addGrant(
  tx: Tx,
  entries: Entries,
  deps: Omit<AccessDeps, 'database' | 'writer'>,
  by: Caller,
  input: CreateGrant,
  approval?: Approval,
): Promise<CreatedGrant> {
  if (input.principal === by.principalId && approval === undefined) throw await toSelf(deps)
  const scope = checkScope(input, (await deps.policy.load()).model)
  const principal = await requireLivePrincipal(tx, by.tenant, input.principal)
  const nowMs = approval?.nowMs ?? deps.clock.now()
  const bounds = await boundsOf(deps, input, nowMs, approval !== undefined)
  const id = newId(nowMs)
  const grant = formatId(GRANT_ID, id)
  await insert(tx, { by, id, principal, scope, bounds, nowMs, input, approval })
  const { action, collection, fields, purpose, masked } = scope
  const { detail, people } = named('principal', input.principal)
  entries.add({
    kind: grantCreated,
    outcome: 'success',
    ...entryBy(by, people),
    detail: {
      grant,
      ...detail,
      action,
      collection: collection ?? undefined,
      fields,
      purpose: purpose ?? undefined,
      masked,
      from_ms: bounds.fromMs,
      until_ms: bounds.untilMs,
      request: approval?.request,
      case: input.caseId,
    },
  })
  return { id: grant, principal: input.principal, fields, ...bounds }
}

export const toSelf = async ({ policy }: Pick<AccessDeps, 'policy'>) =>
  grantToSelf('the one who grants and the one who is granted are the same', {
    extra: { clause: await clauseInForce(policy, 'approved-access') },
  })

interface Insert {
  readonly by: Caller
  readonly id: Buffer
  readonly principal: Principal
  readonly scope: CheckedScope
  readonly bounds: { readonly fromMs: number; readonly untilMs: number }
  readonly nowMs: number
  readonly input: CreateGrant
  readonly approval: Approval | undefined
}

async function insert(tx: Tx, { by, id, principal, scope, bounds, nowMs, input, approval }: Insert) {
  const approvedBy = approval?.approvedBy ?? null
  await tx.query(
    {
      text: `INSERT INTO access.grant (tenant, id, principal, principal_kind, action, collection, fields, purpose, masked, from_ms, until_ms,
               made_by, made_ms, request, approved_by, approved_ms, case_id)
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17)`,
    },
    [
      by.tenant,
      id,
      principal.id,
      principal.kind,
      scope.action,
      scope.collection,
      scope.fields,
      scope.purpose,
      scope.masked,
      bounds.fromMs,
      bounds.untilMs,
      approval?.requestedBy ?? by.principalId,
      nowMs,
      approval === undefined ? null : parseId(REQUEST_ID, approval.request),
      approvedBy,
      approvedBy === null ? null : nowMs,
      input.caseId === undefined ? null : parseId(CASE_ID, input.caseId),
    ],
  )
}

/**
 * From when until when. What was asked for from an instant that has passed until it was approved begins with the approval.
 */
export async function boundsOf(
  deps: Pick<AccessDeps, 'grantEnds'>,
  input: { readonly fromMs?: number | undefined; readonly untilMs?: number | undefined },
  nowMs: number,
  late = false,
): Promise<{ readonly fromMs: number; readonly untilMs: number }> {
  const fromMs = late ? Math.max(input.fromMs ?? nowMs, nowMs) : (input.fromMs ?? nowMs)
  // A grant that began before it was made would rewrite who had access then.
  if (!Number.isSafeInteger(fromMs) || fromMs < nowMs) {
    throw grantEndInvalid('a grant begins now or later', { where: { pointer: '/from' } })
  }
  const latestMs = await deps.grantEnds(fromMs)
  const untilMs = input.untilMs ?? latestMs
  if (untilMs <= nowMs)
    throw grantEndInvalid('the end lies in the past', {
      where: { pointer: '/until' },
      fix: `choose an end after now and by ${new Date(latestMs).toISOString()}`,
    })
  if (untilMs <= fromMs) {
    throw grantEndInvalid('the end is not after the beginning', { where: { pointer: '/until' } })
  }
  if (!Number.isSafeInteger(untilMs) || untilMs > latestMs) {
    throw grantEndInvalid(`a grant that begins then ends by ${new Date(latestMs).toISOString()}`, {
      where: { pointer: '/until' },
      fix: 'leave it out for the longest the policy allows',
    })
  }
  return { fromMs, untilMs }
}
