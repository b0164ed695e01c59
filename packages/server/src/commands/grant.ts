import { Command } from 'commander'
import { type Action, createGrant, listGrants, revokeGrant } from '../access/index.ts'
import type { Options } from '../config/index.ts'
import { operatorCaller } from '../identity/index.ts'
import { say, sayJson } from './output.ts'
import { withData } from './program.ts'
import { withApp } from './with-app.ts'

type GrantOptions = Options & { readonly json?: boolean }

interface CreateOptions extends GrantOptions {
  readonly collection?: string
  readonly fields?: readonly string[]
  readonly classes?: readonly string[]
  readonly purpose?: string
  readonly masked?: boolean
}

/** `azukari grant create|list|revoke` */
export function grantCommand(): Command {
  return new Command('grant')
    .description('grants: who may do what, to which fields, for which purpose, until when')
    .addCommand(createCommand())
    .addCommand(
      withData(new Command('list'))
        .option('--json', 'one JSON object')
        .action((options: GrantOptions) =>
          withApp(options, async (app) => {
            const grants = await listGrants(app.databases.app.read, app.tenant.tenant, app.clock.now())
            if (options.json) sayJson({ ok: true, grants })
            else
              for (const g of grants)
                say(`${g.id} ${g.principal} ${g.action} ${g.collection ?? ''} ${g.purpose ?? ''} ${g.state}`)
          }),
        ),
    )
    .addCommand(
      withData(new Command('revoke'))
        .argument('<grant>', 'grt_…')
        .option('--json', 'one JSON object')
        .action((grant: string, options: GrantOptions) =>
          withApp(options, async (app) => {
            const done = await revokeGrant(
              app.access,
              operatorCaller(app.tenant.tenant, app.tenant.id),
              grant,
            )
            if (options.json) sayJson({ ok: true, ...done })
            else say('revoked')
          }),
        ),
    )
}

function createCommand(): Command {
  return withData(new Command('create'))
    .argument('<service>', 'svc_…')
    .argument(
      '<action>',
      'put, reveal, search, event, delete, read-metadata, manage, manage-policy, read-log, read-status …',
    )
    .option('--collection <name>')
    .option('--fields <names...>', 'fields, by name')
    .option('--classes <names...>', 'all fields that these classes have now')
    .option('--purpose <name>', 'needed for reveal and search')
    .option('--masked', 'only masked values')
    .option('--json', 'one JSON object')
    .action((service: string, action: string, options: CreateOptions) =>
      withApp(options, async (app) => {
        const { collection, fields, classes, purpose, masked } = options
        const scope = { action: action as Action, collection, fields, classes, purpose, masked }
        const by = operatorCaller(app.tenant.tenant, app.tenant.id)
        const made = await createGrant(app.access, by, { principal: service, ...scope })
        if (options.json) sayJson({ ok: true, id: made.id, until: new Date(made.untilMs).toISOString() })
        else say(`${made.id} until ${new Date(made.untilMs).toISOString()}`)
      }),
    )
}
