import { z } from 'zod'
import { entryBy } from '../../identity/index.ts'
import type { Tx } from '../../platform/db.ts'
import { parseId } from '../../platform/ids.ts'
import type { Action } from '../../policy/index.ts'
import type { AccessDeps } from '../access-deps.ts'
import { GRANT_ID } from '../authority/read-grants.ts'
import { grantNotFound } from '../errors.ts'
import { grantRevoked } from '../events.ts'
import { named, type PrincipalKind, principalText } from '../principals.ts'
import type { RequestKind } from '../requests/request-kind.ts'
import { narrowInvalid } from '../reviews/review-errors.ts'
import type { ReviewItemRow } from '../reviews/review-items.ts'
import { idText, instant, policyName } from '../wire.ts'
import { addGrant } from './create-grant.ts'

/** What is left of a grant. */
export interface NarrowTo {
  readonly fields?: readonly string[] | undefined
  /** Milliseconds since 1970. */
  readonly untilMs?: number | undefined
}

/**
 * What a grant is to be narrowed to: what was said, or else the fields that the log says it was used for. Throws `narrow_invalid` where that is not
 * smaller.
 */
export function narrowTo(item: ReviewItemRow, to: NarrowTo = {}): { fields?: string[]; until?: string } {
  if (item.kind !== 'grant') throw narrowInvalid('only a grant can be made smaller; keep or revoke the rest')
  const granted = item.granted as { fields?: string[]; untilMs?: number }
  const fields = to.fields ?? (to.untilMs === undefined ? item.used_fields : null) ?? undefined
  const kept = fields && (granted.fields ?? []).filter((name) => fields.includes(name))
  const smaller =
    (kept !== undefined && kept.length > 0 && kept.length < (granted.fields ?? []).length) ||
    (to.untilMs !== undefined && to.untilMs < (granted.untilMs ?? 0))
  if (!smaller || (kept !== undefined && kept.length === 0))
    throw narrowInvalid('name fewer fields, or an earlier end', { extra: { item: String(item.n) } })
  return {
    ...(kept === undefined ? {} : { fields: kept }),
    ...(to.untilMs === undefined ? {} : { until: new Date(to.untilMs).toISOString() }),
  }
}

const input = z.strictObject({
  grant: idText('grt'),
  fields: z.array(policyName).min(1).max(500).optional(),
  until: instant.optional(),
})
type Input = z.infer<typeof input>

interface Payload extends Readonly<Record<string, unknown>> {
  readonly grant: string
  readonly principal: string
  readonly fields: readonly string[]
  readonly untilMs: number
}

interface Row {
  readonly principal: Buffer
  readonly principal_kind: PrincipalKind
  readonly action: Action
  readonly collection: string | null
  readonly fields: string[]
  readonly purpose: string | null
  readonly masked: boolean
  readonly until_ms: number
}

/** A smaller grant takes the place of a live one: nobody has more by it at any moment. */
export function narrowGrantKind(
  deps: Pick<AccessDeps, 'policy' | 'grantEnds' | 'clock'>,
): RequestKind<Input, Payload> {
  return {
    kind: 'narrow-grant',
    requestAction: 'review-access',
    approveAction: 'approve-access',
    input,
    subject: ({ principal }) => principal,
    beneficiaries: ({ principal }) => [principal],
    async prepare(tx, { by, nowMs }, { grant, fields, until }) {
      const row = await lockGrant(tx, by.tenant, grant, nowMs)
      const payload = {
        grant,
        principal: principalText(row.principal_kind, row.principal),
        fields: fields ?? row.fields,
        untilMs: until === undefined ? row.until_ms : Date.parse(until),
      }
      requireSmaller(row, payload)
      return payload
    },
    async run(tx, entries, payload, approval) {
      const { tenant, by, nowMs } = approval
      const row = await lockGrant(tx, tenant, payload.grant, nowMs)
      requireSmaller(row, payload)
      const { action, collection, purpose, masked } = row
      await tx.query(
        { text: 'UPDATE access.grant SET revoked_ms = $3, revoked_by = $4 WHERE tenant = $1 AND id = $2' },
        [tenant, parseId(GRANT_ID, payload.grant), nowMs, by.principalId],
      )
      const { detail, people } = named('principal', payload.principal)
      const gone = { grant: payload.grant, request: approval.request, ...detail }
      entries.add({ kind: grantRevoked, outcome: 'success', ...entryBy(by, people), detail: gone })
      const scope = {
        action,
        collection: collection ?? undefined,
        purpose: purpose ?? undefined,
        masked: masked || undefined,
        fields: payload.fields.length > 0 ? payload.fields : undefined,
      }
      const narrower = { ...scope, principal: payload.principal, untilMs: payload.untilMs }
      const made = await addGrant(tx, entries, deps, by, narrower, approval)
      return { grant: made.id }
    },
  }
}

async function lockGrant(tx: Tx, tenant: number, grant: string, nowMs: number): Promise<Row> {
  const [row] = await tx.query<Row>(
    {
      text: `SELECT principal, principal_kind, action, collection, fields, purpose, masked, until_ms FROM access.grant
             WHERE tenant = $1 AND id = $2 AND revoked_ms IS NULL AND until_ms > $3 AND case_id IS NULL FOR UPDATE`,
    },
    [tenant, parseId(GRANT_ID, grant), nowMs],
  )
  if (!row) throw grantNotFound('no live grant of this id in this tenant')
  return row
}

function requireSmaller(row: Row, { fields, untilMs }: Payload): void {
  const within = fields.every((name) => row.fields.includes(name)) && untilMs <= row.until_ms
  if (!within || (fields.length === row.fields.length && untilMs === row.until_ms))
    throw narrowInvalid('name fewer fields, or an earlier end')
}
