import { Command } from 'commander'
import type { App } from '../app.ts'
import type { Options } from '../config/index.ts'
import { addNetwork, listNetworks, operatorCaller, removeNetwork } from '../identity/index.ts'
import { say, sayJson } from './output.ts'
import { withKept } from './with-app.ts'
import { withData } from './with-data.ts'

type NetworkOptions = Options & { readonly json?: boolean; readonly scope?: string }

const operator = ({ tenant }: App) => operatorCaller(tenant.tenant, tenant.id)
const json = (command: Command) => withData(command).option('--json', 'one JSON object')

/**
 * `azukari network list|force-add|force-remove`: the way back in for whoever locked everybody out, on the data directory and past the approval. Each
 * use is an entry, and a network that came so shows in the checks until it is removed.
 */
export function networkCommand(): Command {
  return new Command('network')
    .description('networks that are let in; changing them past the approval, on the machine itself')
    .addCommand(json(new Command('list')).action(list))
    .addCommand(
      json(new Command('force-add'))
        .argument('<network>', 'address or network: 192.0.2.0/24')
        .option('--scope <scope>', 'all or staff (all)')
        .action(add),
    )
    .addCommand(json(new Command('force-remove')).argument('<id>', 'net_…').action(remove))
}

async function list(options: NetworkOptions): Promise<void> {
  const items = await withKept(options, ({ databases, tenant }) =>
    listNetworks(databases.app.of(tenant.tenant).read, tenant.tenant),
  )
  if (options.json) sayJson({ ok: true, items })
  else
    for (const n of items)
      say(`${n.id} ${n.network} ${n.scope} ${n.role ?? n.principal ?? ''} ${n.unapproved ?? ''}`)
}

const past = {
  requestedBy: 'operator',
  approvedBy: undefined,
  request: undefined,
  unapproved: 'operator',
} as const

async function add(network: string, options: NetworkOptions): Promise<void> {
  const scope = options.scope === 'staff' ? 'staff' : 'all'
  const id = await withKept(options, async (app) => {
    const { value } = await app.writers.app.transaction(app.tenant.tenant, async (tx, entries) => {
      const { networkChanges } = app.provisioning
      const made = await addNetwork(networkChanges, tx, entries, operator(app), { network, scope }, past)
      await app.identity.bumpAuthority(tx, app.tenant.tenant)
      return made
    })
    return value
  })
  if (options.json) sayJson({ ok: true, id })
  else say(id)
}

async function remove(id: string, options: NetworkOptions): Promise<void> {
  await withKept(options, (app) =>
    app.writers.app.transaction(app.tenant.tenant, async (tx, entries) => {
      await removeNetwork(app.provisioning.networkChanges, tx, entries, operator(app), id, past)
      await app.identity.bumpAuthority(tx, app.tenant.tenant)
    }),
  )
  if (options.json) sayJson({ ok: true, id })
  else say('removed')
}
