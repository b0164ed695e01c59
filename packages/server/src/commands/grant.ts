import { Command } from 'commander'
import { z } from 'zod'
import { createGrant, grantReply, grantToWire, listGrants, revokeGrant } from '../access/index.ts'
import type { App } from '../app.ts'
import type { Options } from '../config/index.ts'
import { operatorCaller } from '../identity/index.ts'
import type { Action } from '../policy/index.ts'
import { say, sayJson } from './output.ts'
import { type RemoteOptions, remoteOf, withUrl } from './remote.ts'
import { withKept } from './with-app.ts'
import { withData } from './with-data.ts'

type GrantOptions = Options & RemoteOptions & { readonly json?: boolean }

interface CreateOptions extends GrantOptions {
  readonly collection?: string
  readonly fields?: readonly string[]
  readonly classes?: readonly string[]
  readonly purpose?: string
  readonly masked?: boolean
}

const operator = ({ tenant }: App) => operatorCaller(tenant.tenant, tenant.id)
const json = (command: Command) => withUrl(withData(command)).option('--json', 'one JSON object')

/** `azukari grant create|list|revoke` */
export function grantCommand(): Command {
  return new Command('grant')
    .description('grants: who may do what, to which fields, for which purpose, until when')
    .addCommand(createCommand())
    .addCommand(json(new Command('list')).action(list))
    .addCommand(json(new Command('revoke')).argument('<grant>', 'grt_…').action(revoke))
}

function createCommand(): Command {
  return json(new Command('create'))
    .argument('<principal>', 'svc_… or per_…')
    .argument(
      '<action>',
      'put, reveal, search, event, delete, read-metadata, manage, manage-policy, read-log, read-status …',
    )
    .option('--collection <name>')
    .option('--fields <names...>', 'fields, by name')
    .option('--classes <names...>', 'all fields that these classes have now')
    .option('--purpose <name>', 'needed for reveal and search')
    .option('--masked', 'only masked values')
    .action(create)
}

async function create(principal: string, action: string, options: CreateOptions): Promise<void> {
  const { collection, fields, classes, purpose, masked } = options
  const scope = { principal, action: action as Action, collection, fields, classes, purpose, masked }
  const remote = remoteOf(options)
  if (remote) {
    const { request, id, until } = await remote.post('/grants', scope, asked)
    if (id === undefined || until === undefined) {
      if (options.json) sayJson({ ok: true, request })
      else say(`asked for as ${request}; another person approves it`)
      return
    }
    return sayMade(options, id, until)
  }
  const { id, until } = await withKept(options, async (app) => {
    const made = await createGrant(app.access, operator(app), scope)
    return { id: made.id, until: new Date(made.untilMs).toISOString() }
  })
  sayMade(options, id, until)
}

const asked = z.object({ request: z.string(), id: z.string().optional(), until: z.string().optional() })

function sayMade(options: CreateOptions, id: string, until: string): void {
  if (options.json) sayJson({ ok: true, id, until })
  else say(`${id} until ${until}`)
}

async function list(options: GrantOptions): Promise<void> {
  const remote = remoteOf(options)
  const { grants } = remote
    ? await remote.get('/grants', z.object({ grants: z.array(grantReply) }))
    : await withKept(options, async ({ databases, tenant, clock }) => {
        const found = await listGrants(databases.app.of(tenant.tenant).read, tenant.tenant, clock.now())
        return { grants: found.map(grantToWire) }
      })
  if (options.json) sayJson({ ok: true, grants })
  else
    for (const g of grants)
      say(`${g.id} ${g.principal} ${g.action} ${g.collection ?? ''} ${g.purpose ?? ''} ${g.state}`)
}

async function revoke(grant: string, options: GrantOptions): Promise<void> {
  const remote = remoteOf(options)
  const done = remote
    ? await remote.post(
        `/grants/${encodeURIComponent(grant)}/revoke`,
        undefined,
        z.object({ id: z.string(), revoked: z.string() }),
      )
    : await withKept(options, async (app) => {
        const { id, revokedMs } = await revokeGrant(app.access, operator(app), grant)
        return { id, revoked: new Date(revokedMs).toISOString() }
      })
  if (options.json) sayJson({ ok: true, ...done })
  else say('revoked')
}
