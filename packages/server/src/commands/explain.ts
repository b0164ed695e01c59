import { Command } from 'commander'
import { z } from 'zod'
import { type Asked, explain, parsePrincipal } from '../access/index.ts'
import type { Options } from '../config/index.ts'
import { readAppliedPolicy } from '../policy/index.ts'
import { instantOf } from './instant-of.ts'
import { say, sayJson } from './output.ts'
import { type RemoteOptions, remoteOf, withUrl } from './remote.ts'
import { withKept } from './with-app.ts'
import { withData } from './with-data.ts'

interface ExplainOptions extends Options, RemoteOptions {
  readonly collection?: string
  readonly fields?: readonly string[]
  readonly purpose?: string
  readonly masked?: boolean
  readonly at?: string
  readonly json?: boolean
}

const answer = z.object({
  allowed: z.boolean(),
  grant: z.string().optional(),
  clause: z.string().optional(),
  reason: z.string().optional(),
  why: z.string().optional(),
  considered: z.array(z.object({ grant: z.string(), answers: z.string() })),
})
type Answer = z.infer<typeof answer>

/** `azukari explain`: why a service or a person may do something, or may not. */
export function explainCommand(): Command {
  return withUrl(withData(new Command('explain')))
    .argument('<principal>', 'svc_… or per_…')
    .argument('<action>', 'put, reveal, search, event, delete, read-metadata, manage …')
    .description(
      'why a service or a person may do something, or may not: now, or at a past instant by the grants and the policy of then',
    )
    .option('--collection <name>')
    .option('--fields <names...>')
    .option('--purpose <name>')
    .option('--masked', 'asking for masked values only')
    .option('--at <instant>', 'as it was then: 2026-11-22T09:00:00Z')
    .option('--json', 'one JSON object')
    .action(async (service: string, action: string, options: ExplainOptions) => {
      const { collection, fields, purpose, masked } = options
      const question = { action, collection, fields, purpose, masked }
      const at = options.at === undefined ? undefined : instantOf(options.at)
      const remote = remoteOf(options)
      const answered = remote
        ? await remote.post(
            '/access/explain',
            { principal: service, ...question, at: at && new Date(at).toISOString() },
            answer,
          )
        : await explainHere(options, service, { ...question, fields: fields ?? [] }, at)
      if (options.json) sayJson({ ok: true, ...answered })
      else sayAnswer(answered)
    })
}

function explainHere(
  options: Options,
  service: string,
  asked: Omit<Asked, 'atMs'>,
  at: number | undefined,
): Promise<Answer> {
  return withKept(options, async (app) => {
    const { read } = app.databases.app.of(app.tenant.tenant)
    const { model } = await readAppliedPolicy(read, at)
    const { id, kind } = parsePrincipal(service)
    const who = { tenant: app.tenant.tenant, principal: id, person: kind === 'person' }
    const { verdict, considered } = await explain(read, who, { ...asked, atMs: at ?? app.clock.now() }, model)
    return verdict.allow
      ? { allowed: true, grant: verdict.grant, considered: [...considered] }
      : {
          allowed: false,
          clause: verdict.clause,
          reason: verdict.code,
          why: verdict.why,
          considered: [...considered],
        }
  })
}

function sayAnswer({ allowed, grant, clause, why, considered }: Answer): void {
  say(allowed ? `allowed by ${grant}` : `denied by clause ${clause}: ${why}`)
  for (const each of considered) say(`  ${each.grant}: ${each.answers}`)
}
