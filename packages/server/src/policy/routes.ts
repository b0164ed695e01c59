import { z } from 'zod'
import type { Database } from '../platform/db.ts'
import { type Route, route } from '../platform/route.ts'
import { noPolicy } from './errors.ts'
import { loadPolicyFiles } from './load-policy.ts'
import { renderText } from './texts/render-text.ts'
import type { PolicyInForce } from './versions/applied-policy.ts'
import { listVersions } from './versions/list-versions.ts'
import { readVersionFiles } from './versions/version-files.ts'
import { versionRoute } from './versions/version-route.ts'

export interface PolicyRouteDeps {
  readonly database: Database
  readonly policy: PolicyInForce
}

/** What was applied and what people read. Changes are asked for and approved in the access room. */
export function policyRoutes(deps: PolicyRouteDeps): readonly Route[] {
  return [historyRoute(deps), versionRoute(deps), textRoute(deps)]
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
          emergency: z.boolean(),
        }),
      ),
    }),
    statuses: [200],
    errors: [],
    async handle() {
      const versions = await listVersions(database.across.read)
      return { status: 200, body: { versions } }
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
      const { model, texts } = loadPolicyFiles(await readVersionFiles(database.across.read, version))
      const text = renderText(model, texts[params.lang].markdown, params.lang)
      const headers = {
        'content-type': 'text/markdown; charset=utf-8',
        'cache-control': 'public, max-age=60',
      }
      return { status: 200, bytes: Buffer.from(text, 'utf8'), headers }
    },
  })
}
