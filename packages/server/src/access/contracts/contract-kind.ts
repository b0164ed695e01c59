import { z } from 'zod'
import { entryBy } from '../../identity/index.ts'
import type { Tx } from '../../platform/db.ts'
import { newId, parseId } from '../../platform/ids.ts'
import type { CaseKindDeps } from '../cases/case-kind.ts'
import { caseLimits } from '../cases/case-limits.ts'
import type { RequestKind } from '../requests/request-kind.ts'
import { policyName } from '../wire.ts'
import { contractInvalid, contractNotFound } from './contract-errors.ts'
import { contractSet } from './contract-events.ts'
import { APPROVERS, CONTRACT_ID, contractText, sealOwner } from './contract-row.ts'

const input = z.strictObject({
  approvedBy: z.enum(APPROVERS),
  owner: z
    .strictObject({ collection: policyName, subject: policyName, equals: z.string().min(1).max(1000) })
    .optional(),
})
type Input = z.output<typeof input>

/** What whoever decides sees of it; who the data owner is lies sealed with the contract. */
interface Payload extends Readonly<Record<string, unknown>> {
  readonly contract: string
  readonly of: 'tenant' | 'owner'
  readonly approvedBy: Input['approvedBy']
}

export const contractErrors = [contractInvalid]

/** What a contract says about who lets staff look: for the whole tenant, or for one data owner (S14). Another person approves it, always. */
export function contractKind(deps: CaseKindDeps): RequestKind<Input, Payload> {
  return {
    kind: 'contract',
    requestAction: 'manage',
    approveAction: 'approve-access',
    errors: contractErrors,
    input,
    beneficiaries: () => [],
    async prepare(tx, { by, nowMs }, { approvedBy, owner }) {
      caseLimits((await deps.policy.load()).model)
      const id = newId(nowMs)
      const digest =
        owner && (await deps.digests.subject(by.tenant, owner.collection, owner.subject, owner.equals))
      if (owner && digest === undefined)
        throw contractInvalid('no such kind of data owner, or nothing comparable in the value', {
          where: { pointer: '/payload/owner' },
        })
      const sealed = owner && (await sealOwner(deps.texts, by.tenant, id, owner))
      await tx.query(
        {
          text: `INSERT INTO access.contract (tenant, id, owner, sealed, approved_by, asked_ms, asked_by) VALUES ($1, $2, $3, $4, $5, $6, $7)`,
        },
        [by.tenant, id, digest ?? null, sealed ?? null, approvedBy, nowMs, by.principalId],
      )
      return { contract: contractText(id), of: owner ? 'owner' : 'tenant', approvedBy }
    },
    async run(tx, entries, { contract, approvedBy }, { tenant, request, by, nowMs, approvedBy: letBy }) {
      if (letBy === undefined) throw contractInvalid('another person approves a contract, always')
      const { owner, replaced } = await takePlace(tx, tenant, parseId(CONTRACT_ID, contract), letBy, nowMs)
      entries.add({
        kind: contractSet,
        outcome: 'success',
        ...entryBy(by, owner === null ? {} : { subject: owner }),
        detail: {
          contract,
          request,
          of: owner === null ? 'tenant' : 'owner',
          approved_by: approvedBy,
          replaced,
        },
      })
      return { contract, replaced }
    },
  }
}

/** Puts a contract in force in place of the one before it for the same. One at a time is here in a tenant. */
async function takePlace(
  tx: Tx,
  tenant: number,
  id: Buffer,
  letBy: string,
  nowMs: number,
): Promise<{ readonly owner: Buffer | null; readonly replaced: readonly string[] }> {
  await tx.query({ text: `SELECT pg_advisory_xact_lock(hashtext('access.contract'), $1)` }, [tenant])
  const before = await tx.query<{ id: Buffer }>(
    {
      text: `UPDATE access.contract SET ended_ms = $3 WHERE tenant = $1 AND since_ms IS NOT NULL AND ended_ms IS NULL
               AND owner IS NOT DISTINCT FROM (SELECT owner FROM access.contract WHERE tenant = $1 AND id = $2) RETURNING id`,
    },
    [tenant, id, nowMs],
  )
  const [row] = await tx.query<{ owner: Buffer | null }>(
    {
      text: `UPDATE access.contract SET since_ms = $3, let_by = $4 WHERE tenant = $1 AND id = $2 AND since_ms IS NULL RETURNING owner`,
    },
    [tenant, id, nowMs, letBy],
  )
  if (!row) throw contractNotFound('no contract of this id waits')
  return { owner: row.owner, replaced: before.map((one) => contractText(one.id)) }
}
