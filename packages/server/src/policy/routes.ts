import { z } from 'zod'
import type { Clock } from '../platform/clock.ts'
import { type Route, route } from '../platform/route.ts'
import type { PolicyInForce } from './applied-policy.ts'
import { applyProposal } from './apply-proposal.ts'
import { noPolicy, ownProposal, proposalNotFound, proposalOutdated } from './errors.ts'
import { listVersions } from './list-versions.ts'
import { loadPolicyFiles } from './load-policy.ts'
import type { ProposeDeps } from './propose-policy.ts'
import { renderText } from './render-text.ts'
import { readVersionFiles } from './version-files.ts'

export interface PolicyRouteDeps extends ProposeDeps {
  readonly policy: PolicyInForce
  readonly clock: Clock
}

const manage = { action: 'manage-policy' } as const
const proposalId = z.string().regex(/^prp_[0-9a-f]{32}$/)

export function policyRoutes(deps: PolicyRouteDeps): readonly Route[] {
  return [historyRoute(deps), proposalsRoute(deps), approveRoute(deps), textRoute(deps)]
}

function historyRoute({ database }: PolicyRouteDeps): Route {
  return route({
    operation: 'policy.history',
    method: 'GET',
    path: '/policy/versions',
    summary: 'Every policy version that was applied: when, who proposed it, who approved it',
    access: { action: 'read-status' },
    reply: z.object({
      versions: z.array(
        z.object({
          version: z.int(),
          policy: z.string(),
          digest: z.string(),
          applied: z.iso.datetime(),
          proposedBy: z.string(),
          approvedBy: z.string().nullable(),
          bootstrap: z.boolean(),
        }),
      ),
    }),
    statuses: [200],
    errors: [],
    async handle() {
      const versions = await listVersions(database.read)
      return { status: 200, body: { versions } }
    },
  })
}

function proposalsRoute({ database }: PolicyRouteDeps): Route {
  return route({
    operation: 'policy.proposals',
    method: 'GET',
    path: '/policy/proposals',
    summary: 'Policies that wait for approval',
    access: manage,
    reply: z.object({
      proposals: z.array(
        z.object({
          id: proposalId,
          policy: z.string(),
          digest: z.string(),
          accepted: z.array(z.string()),
          proposedBy: z.string(),
          proposed: z.iso.datetime(),
        }),
      ),
    }),
    statuses: [200],
    errors: [],
    async handle() {
      const rows = await database.read.query<{
        id: Buffer
        name: string
        digest: Buffer
        accepted: string[]
        proposed_by: string
        proposed_ms: number
      }>({
        text: `SELECT id, name, digest, accepted, proposed_by, proposed_ms FROM policy.proposal p
               WHERE base = coalesce((SELECT version FROM policy.current), 0)
                 AND NOT EXISTS (SELECT FROM policy.version v WHERE v.proposal = p.id) ORDER BY proposed_ms`,
      })
      const proposals = rows.map((r) => ({
        id: `prp_${r.id.toString('hex')}`,
        policy: r.name,
        digest: r.digest.toString('hex'),
        accepted: r.accepted,
        proposedBy: r.proposed_by,
        proposed: new Date(r.proposed_ms).toISOString(),
      }))
      return { status: 200, body: { proposals } }
    },
  })
}

function approveRoute(deps: PolicyRouteDeps): Route {
  return route({
    operation: 'policy.approve',
    method: 'POST',
    path: '/policy/proposals/{id}/approve',
    summary: 'Puts a proposed policy into force; never by whoever proposed it',
    access: manage,
    params: z.object({ id: proposalId }),
    reply: z.object({ version: z.int() }),
    statuses: [200],
    errors: [proposalNotFound, proposalOutdated, ownProposal],
    async handle({ caller, params }) {
      const version = await applyProposal(deps, params.id, caller.principalId)
      await deps.policy.reload()
      return { status: 200, body: { version } }
    },
  })
}

function textRoute({ database, policy }: PolicyRouteDeps): Route {
  return route({
    operation: 'policy.text',
    method: 'GET',
    path: '/policy/text/{lang}',
    summary: 'The policy as people read it, its numbers filled in from the version in force (Markdown)',
    access: 'public',
    params: z.object({ lang: z.enum(['en', 'ja']) }),
    replyType: 'text/markdown; charset=utf-8',
    statuses: [200],
    errors: [noPolicy],
    async handle({ params }) {
      const { version } = await policy.load()
      const { model, texts } = loadPolicyFiles(await readVersionFiles(database.read, version))
      const text = renderText(model, texts[params.lang].markdown, params.lang)
      const headers = {
        'content-type': 'text/markdown; charset=utf-8',
        'cache-control': 'public, max-age=60',
      }
      return { status: 200, bytes: Buffer.from(text, 'utf8'), headers }
    },
  })
}
