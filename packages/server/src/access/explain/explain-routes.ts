import { z } from 'zod'
import type { Sql } from '../../platform/db.ts'
import { parseId } from '../../platform/ids.ts'
import { type Route, route } from '../../platform/route.ts'
import { tell } from '../../platform/words/tell.ts'
import { noPolicyThen, type PolicyModel, readAppliedPolicy } from '../../policy/index.ts'
import { CASE_ID } from '../authority/read-grants.ts'
import { readCase } from '../cases/case-row.ts'
import { letsLook } from '../contracts/who-has-say.ts'
import { principalUnknown } from '../errors.ts'
import { parsePrincipal } from '../principals.ts'
import type { RequestDeps } from '../requests/request-deps.ts'
import { idText, instant, policyName, principalId, toIso, toMs } from '../wire.ts'
import { explain } from './explain.ts'
import { whatCan } from './what-can.ts'
import { whoCan } from './who-can.ts'

const readAccess = { action: 'read-access' } as const

/** Why, who and what: questions about access now, or at an instant past by the grants, assignments and the policy of then. */
export function explainRoutes(deps: RequestDeps): readonly Route[] {
  return [explainRoute(deps), whoRoute(deps), whatRoute(deps)]
}

const source = z.string().regex(/^(?:grt|asg)_[0-9a-f]{32}$/)

const explainRoute = (deps: RequestDeps) =>
  route({
    operation: 'access.explain',
    method: 'POST',
    path: '/access/explain',
    summary: 'Why a service or a person may do something, or may not, now or at an instant past',
    access: readAccess,
    body: z.strictObject({
      principal: principalId,
      action: policyName,
      collection: policyName.optional(),
      fields: z.array(policyName).max(500).optional(),
      purpose: policyName.optional(),
      masked: z.boolean().optional(),
      case: idText('cas').optional(),
      at: instant.optional(),
    }),
    reply: z.object({
      allowed: z.boolean(),
      grant: z.string().optional().describe('The grant or assignment that allows it'),
      clause: z.string().optional(),
      reason: z.string().optional(),
      why: z.string().optional(),
      policy: z.int().describe('The policy version it was answered by'),
      considered: z.array(z.object({ grant: source, role: z.string().optional(), answers: z.string() })),
    }),
    statuses: [200],
    errors: [noPolicyThen],
    async handle({ caller, body, language }) {
      const { principal, at, fields = [], case: caseId, ...question } = body
      const applied = await policyAt(deps, at)
      const { read } = deps.database.of(caller.tenant)
      // Contracts are asked as they are now; those of then are told by the log.
      const caseUse =
        caseId === undefined || at !== undefined
          ? undefined
          : await useByContract(read, caller.tenant, applied.model, caseId)
      const asked = { ...question, fields, caseId, caseUse, atMs: toMs(at) ?? deps.clock.now() }
      const { id, kind } = parsePrincipal(principal)
      const who = { tenant: caller.tenant, principal: id, person: kind === 'person' }
      const { verdict, considered } = await explain(read, who, asked, applied.model)
      const answer = verdict.allow
        ? { allowed: true, grant: verdict.grant }
        : { allowed: false, clause: verdict.clause, reason: verdict.code, why: tell(verdict.why, language) }
      return { status: 200, body: { ...answer, policy: applied.version, considered: [...considered] } }
    },
  })

/** What contracts say of a case by the data owners that it names. */
async function useByContract(sql: Sql, tenant: number, policy: PolicyModel, caseId: string) {
  const row = await readCase(sql, tenant, parseId(CASE_ID, caseId))
  if (row === undefined || row.opened_ms === null) return undefined
  const [lets] = await letsLook(sql, tenant, policy, row, [row.subjects])
  return lets === false ? ('case_needs_owner' as const) : undefined
}

const policyAt = (deps: RequestDeps, at: string | undefined) =>
  at === undefined ? deps.policy.reload() : readAppliedPolicy(deps.database.across.read, toMs(at))

const whoRoute = (deps: RequestDeps) =>
  route({
    operation: 'access.who',
    method: 'GET',
    path: '/access/who',
    summary: 'Who can reveal a field for a purpose, now or at an instant past',
    access: readAccess,
    query: z.strictObject({
      collection: policyName,
      field: policyName,
      purpose: policyName.optional(),
      masked: z.enum(['true', 'false']).optional(),
      at: instant.optional(),
    }),
    reply: z.object({
      policy: z.int(),
      at: instant,
      items: z.array(
        z.object({
          principal: principalId,
          by: source,
          role: z.string().optional(),
          case: idText('cas').optional(),
          purpose: z.string(),
          masked: z.boolean(),
          until: instant,
        }),
      ),
    }),
    statuses: [200],
    errors: [noPolicyThen],
    async handle({ caller, query }) {
      const { at, masked, ...question } = query
      const { model, version } = await policyAt(deps, at)
      const atMs = toMs(at) ?? deps.clock.now()
      const asked = { ...question, masked: masked === 'true', atMs }
      const found = await whoCan(deps.database.of(caller.tenant).read, caller.tenant, asked, model)
      const items = found.map(({ untilMs, ...who }) => ({ ...who, until: toIso(untilMs) }))
      return { status: 200, body: { policy: version, at: toIso(atMs), items } }
    },
  })

const whatRoute = (deps: RequestDeps) =>
  route({
    operation: 'access.what',
    method: 'GET',
    path: '/access/what',
    summary: 'What a service or a person can do, now or at an instant past',
    access: readAccess,
    query: z.strictObject({ principal: principalId, at: instant.optional() }),
    reply: z.object({
      policy: z.int(),
      at: instant,
      actions: z.array(
        z.object({ action: z.string(), by: source, role: z.string().optional(), until: instant }),
      ),
      collections: z.array(
        z.object({
          action: z.string(),
          collection: z.string(),
          fields: z.array(z.string()),
          purpose: z.string().nullable(),
          masked: z.boolean(),
          by: source,
          role: z.string().optional(),
          case: idText('cas').optional(),
          until: instant,
        }),
      ),
    }),
    statuses: [200],
    errors: [noPolicyThen, principalUnknown],
    async handle({ caller, query: { principal, at } }) {
      const { model, version } = await policyAt(deps, at)
      const atMs = toMs(at) ?? deps.clock.now()
      const { id } = parsePrincipal(principal)
      const { actions, collections } = await whatCan(
        deps.database.of(caller.tenant).read,
        caller.tenant,
        id,
        atMs,
        model,
      )
      const iso = <T extends { readonly untilMs: number }>({ untilMs, ...rest }: T) => ({
        ...rest,
        until: toIso(untilMs),
      })
      const body = { actions: actions.map(iso), collections: collections.map(iso) }
      return { status: 200, body: { policy: version, at: toIso(atMs), ...body } }
    },
  })
