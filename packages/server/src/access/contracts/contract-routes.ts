import { z } from 'zod'
import { entryBy } from '../../identity/index.ts'
import { malformedId, parseId } from '../../platform/ids.ts'
import { type Route, route } from '../../platform/route.ts'
import type { CaseDeps } from '../cases/case-deps.ts'
import { REQUEST_ID } from '../requests/request-row.ts'
import { idText, instant, toIso } from '../wire.ts'
import { contractNotFound } from './contract-errors.ts'
import { contractRead } from './contract-events.ts'
import {
  APPROVERS,
  CONTRACT_ID,
  type ContractRow,
  contractState,
  contractText,
  listContracts,
  openOwner,
  readContract,
} from './contract-row.ts'

const reply = z.object({
  id: idText(CONTRACT_ID),
  of: z.enum(['tenant', 'owner']),
  approvedBy: z
    .enum(APPROVERS)
    .describe('Who approves a case; policy: as the tenant’s contract or the policy says'),
  state: z.enum(['requested', 'refused', 'in-force', 'ended']),
  request: idText('req').nullable(),
  asked: instant,
  askedBy: z.string(),
  since: instant.nullable(),
  letBy: z.string().nullable(),
  ended: instant.nullable(),
})

const isoOrNull = (ms: number | null) => (ms === null ? null : toIso(ms))

const toWire = (row: ContractRow): z.input<typeof reply> => ({
  id: contractText(row.id),
  of: row.owner === null ? 'tenant' : 'owner',
  approvedBy: row.approved_by,
  state: contractState(row),
  request: row.request === null ? null : `${REQUEST_ID}_${row.request.toString('hex')}`,
  asked: toIso(row.asked_ms),
  askedBy: row.asked_by,
  since: isoOrNull(row.since_ms),
  letBy: row.let_by,
  ended: isoOrNull(row.ended_ms),
})

/** Contracts that say who lets staff look: asked for as requests of the kind `contract`, and shown here. */
export function contractRoutes(deps: CaseDeps): readonly Route[] {
  return [listRoute(deps), readRoute(deps)]
}

const listRoute = (deps: CaseDeps) =>
  route({
    operation: 'contract.list',
    method: 'GET',
    path: '/contracts',
    summary:
      'What contracts say, and said, about who lets staff look: the tenant’s and data owners’, without who they are',
    access: { action: 'read-access' },
    query: z.strictObject({
      after: z.string().max(64).optional(),
      limit: z.coerce.number().int().min(1).max(200).optional(),
    }),
    reply: z.object({ items: z.array(reply), next: idText(CONTRACT_ID).optional() }),
    statuses: [200],
    errors: [malformedId],
    async handle({ caller, query: { after, limit = 100 } }) {
      const rows = await listContracts(deps.database.of(caller.tenant).read, caller.tenant, after, limit)
      const last = rows.length === limit ? rows.at(-1) : undefined
      return {
        status: 200,
        body: { items: rows.map(toWire), ...(last ? { next: contractText(last.id) } : {}) },
      }
    },
  })

const readRoute = (deps: CaseDeps) =>
  route({
    operation: 'contract.read',
    method: 'GET',
    path: '/contracts/{contract}',
    summary: 'A contract with the data owner it is of; that it was read is an entry',
    access: { action: 'read-access' },
    params: z.strictObject({ contract: idText(CONTRACT_ID) }),
    reply: reply.extend({
      owner: z.object({ collection: z.string(), subject: z.string(), equals: z.string() }).nullable(),
    }),
    statuses: [200],
    errors: [contractNotFound],
    async handle({ caller, params: { contract } }) {
      const { tenant } = caller
      const row = await readContract(deps.database.of(tenant).read, tenant, parseId(CONTRACT_ID, contract))
      if (!row) throw contractNotFound('no contract of this id in this tenant')
      const owner = row.sealed === null ? null : await openOwner(deps.texts, tenant, row.id, row.sealed)
      await deps.writer.transaction(tenant, async (_tx, entries) => {
        entries.add({ kind: contractRead, outcome: 'success', ...entryBy(caller), detail: { contract } })
      })
      return { status: 200, body: { ...toWire(row), owner } }
    },
  })
