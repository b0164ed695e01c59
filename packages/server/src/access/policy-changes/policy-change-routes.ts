import { z } from 'zod'
import { formatId } from '../../platform/ids.ts'
import { type Route, route } from '../../platform/route.ts'
import { tell } from '../../platform/words/tell.ts'
import {
  acceptMissing,
  acceptUnknown,
  checkFiles,
  filesOfTexts,
  planPolicy,
  policyFilesInvalid,
  policyInvalid,
  proposalNotFound,
  proposalOutdated,
  type StoredFacts,
} from '../../policy/index.ts'
import { allows } from '../decision/gate.ts'
import {
  actionDenied,
  approverNotPerson,
  emergencyRefused,
  ownRequest,
  requestBusy,
  requestExpired,
  requestNotOpen,
} from '../errors.ts'
import { createRequest } from '../requests/create-request.ts'
import { approveRequest } from '../requests/decide-request.ts'
import type { RequestDeps } from '../requests/request-deps.ts'
import { REQUEST_ID } from '../requests/request-row.ts'
import { LONGEST_TEXT } from '../requests/request-texts.ts'
import { idText, instant, toIso } from '../wire.ts'
import { policyFilesBody } from './policy-kind.ts'
import { listProposals, requestOfProposal, showProposal } from './policy-proposals.ts'

export interface PolicyChangeDeps extends RequestDeps {
  readonly storedFacts: () => Promise<StoredFacts>
}

const propose = { action: 'manage-policy' } as const
const look = { action: 'read-status' } as const
const params = z.strictObject({ id: idText('prp') })
const text = z.object({ en: z.string(), ja: z.string() })
const BODY_BYTES = 3 * 1024 * 1024

const changeReply = z.object({
  kind: z.string(),
  path: z.string(),
  severity: z.enum(['info', 'notice', 'danger']),
  text,
  accept: z.object({ name: z.string(), required: z.boolean() }).optional(),
})

const problemReply = z.object({
  code: z.string(),
  severity: z.enum(['error', 'warning']),
  file: z.string(),
  line: z.int(),
  column: z.int(),
  message: z.string(),
  fix: z.string(),
})

/** Changing the policy: plan, propose with what trying it out showed, approve, run. */
export function policyChangeRoutes(deps: PolicyChangeDeps): readonly Route[] {
  return [planRoute(deps), proposeRoute(deps), listRoute(deps), showRoute(deps), approveRoute(deps)]
}

const planRoute = (deps: PolicyChangeDeps) =>
  route({
    operation: 'policy.plan',
    method: 'POST',
    path: '/policy/plan',
    summary: 'What a policy would change, or what is wrong with it. Changes nothing',
    access: propose,
    body: z.strictObject({ files: policyFilesBody }),
    reply: z.object({
      problems: z.array(problemReply),
      base: z.int().optional(),
      changes: z.array(changeReply).optional().describe('Absent when a problem is an error'),
    }),
    statuses: [200],
    errors: [policyFilesInvalid],
    bodyLimit: BODY_BYTES,
    async handle({ body, language }) {
      const { problems: found, policy } = checkFiles(filesOfTexts(body.files), [])
      const problems = found.map(({ message, fix, ...problem }) => ({
        ...problem,
        message: tell(message, language),
        fix: tell(fix, language),
      }))
      if (policy === undefined) return { status: 200, body: { problems } }
      const { base, changes } = await planPolicy(deps.database.across.read, policy, await deps.storedFacts())
      return { status: 200, body: { problems, base, changes } }
    },
  })

const proposeRoute = (deps: PolicyChangeDeps) =>
  route({
    operation: 'policy.propose',
    method: 'POST',
    path: '/policy/proposals',
    summary: 'Propose a policy. The server tries it out and keeps what that showed; another person approves',
    access: propose,
    body: z.strictObject({
      files: policyFilesBody,
      accept: z.array(z.string().max(300)).max(500).optional(),
      reason: z.string().max(LONGEST_TEXT).optional(),
      emergency: z.boolean().optional().describe('Run at once; another person reviews it by a deadline'),
    }),
    reply: z.object({
      id: idText('prp'),
      request: idText('req'),
      state: z.enum(['open', 'approved']),
      expires: instant,
      version: z.int().optional().describe('Once it is in force'),
    }),
    statuses: [201],
    errors: [
      policyFilesInvalid,
      policyInvalid,
      acceptMissing,
      acceptUnknown,
      emergencyRefused,
      requestBusy,
      actionDenied,
    ],
    bodyLimit: BODY_BYTES,
    async handle({ caller, body }) {
      const { files, accept, reason, emergency } = body
      const payload = { files, ...(accept === undefined ? {} : { accept }) }
      const made = await createRequest(deps, caller, { kind: 'policy', payload, reason, emergency })
      const { id: request, state, expiresMs, effect } = made
      if (effect !== undefined) await deps.policy.reload()
      const version = typeof effect?.version === 'number' ? { version: effect.version } : {}
      const id = String(made.payload.proposal)
      return { status: 201, body: { id, request, state, expires: toIso(expiresMs), ...version } }
    },
  })

const listRoute = (deps: PolicyChangeDeps) =>
  route({
    operation: 'policy.proposals',
    method: 'GET',
    path: '/policy/proposals',
    summary: 'Policies that wait for approval',
    access: look,
    reply: z.object({
      proposals: z.array(
        z.object({
          id: idText('prp'),
          policy: z.string(),
          digest: z.string(),
          accepted: z.array(z.string()),
          proposedBy: z.string(),
          proposed: instant,
          request: idText('req').nullable(),
        }),
      ),
    }),
    statuses: [200],
    errors: [],
    async handle({ caller }) {
      const proposals = await listProposals(deps.database.of(caller.tenant).read, caller.tenant)
      return { status: 200, body: { proposals } }
    },
  })

const showRoute = (deps: PolicyChangeDeps) =>
  route({
    operation: 'policy.proposal',
    method: 'GET',
    path: '/policy/proposals/{id}',
    summary:
      'A proposed policy: its plan, its files beside those they replace, and what trying it out showed',
    access: look,
    params,
    reply: z.object({
      id: idText('prp'),
      policy: z.string(),
      digest: z.string(),
      base: z.int(),
      accepted: z.array(z.string()),
      proposedBy: z.string(),
      proposed: instant,
      request: idText('req').nullable(),
      version: z.int().nullable().describe('Once it is in force'),
      outdated: z.boolean(),
      changes: z.array(changeReply),
      files: z.array(
        z.object({ name: z.string(), before: z.string().nullable(), after: z.string().nullable() }),
      ),
      evidence: z
        .object({
          tried: instant,
          dryRun: z.object({ version: z.int() }),
          stored: z.record(z.string(), z.number()),
          decisions: z.object({
            principals: z.int(),
            asked: z.int(),
            found: z.int(),
            changes: z
              .array(z.record(z.string(), z.unknown()))
              .optional()
              .describe('For whoever may see who has access'),
          }),
        })
        .nullable(),
    }),
    statuses: [200],
    errors: [proposalNotFound],
    async handle({ caller, params: { id } }) {
      const shown = await showProposal(deps.database.of(caller.tenant).read, caller.tenant, id)
      const sees = await allows(deps, caller, 'read-access')
      const { evidence } = shown
      if (evidence === null || sees) return { status: 200, body: shown }
      const { changes: _, ...counts } = evidence.decisions
      return { status: 200, body: { ...shown, evidence: { ...evidence, decisions: counts } } }
    },
  })

const approveRoute = (deps: PolicyChangeDeps) =>
  route({
    operation: 'policy.approve',
    method: 'POST',
    path: '/policy/proposals/{id}/approve',
    summary: 'Put a proposed policy into force: as approving its request; never by whoever proposed it',
    access: 'key',
    params,
    reply: z.object({ version: z.int() }),
    statuses: [200],
    errors: [
      proposalNotFound,
      proposalOutdated,
      actionDenied,
      approverNotPerson,
      ownRequest,
      requestNotOpen,
      requestExpired,
      requestBusy,
    ],
    async handle({ caller, params: { id } }) {
      const request = await requestOfProposal(deps.database.of(caller.tenant).read, caller.tenant, id)
      const { effect } = await approveRequest(deps, caller, formatId(REQUEST_ID, request))
      await deps.policy.reload()
      return { status: 200, body: { version: Number(effect?.version) } }
    },
  })
