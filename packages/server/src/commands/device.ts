import { Command } from 'commander'
import type { Options } from '../config/index.ts'
import { approveDevice, listDevices, operatorCaller } from '../identity/index.ts'
import { say, sayJson } from './output.ts'
import { withKept } from './with-app.ts'
import { withData } from './with-data.ts'

type DeviceOptions = Options & { readonly json?: boolean }

const json = (command: Command) => withData(command).option('--json', 'one JSON object')

/**
 * `azukari device list|force-approve`: the way back in when every device that could approve another is lost. Each use is an entry, and the device
 * shows in the checks until it is revoked.
 */
export function deviceCommand(): Command {
  return new Command('device')
    .description('company devices; letting one in past the approval, on the machine itself')
    .addCommand(json(new Command('list')).action(list))
    .addCommand(json(new Command('force-approve')).argument('<id>', 'dev_…').action(approve))
}

async function list(options: DeviceOptions): Promise<void> {
  const items = await withKept(options, ({ databases, provisioning, tenant }) =>
    listDevices(provisioning.devices, databases.app.of(tenant.tenant).read, tenant.tenant, {}),
  )
  if (options.json) sayJson({ ok: true, items })
  else for (const d of items) say(`${d.id} ${d.person} ${d.kind} ${d.state} ${d.unapproved ?? ''}`)
}

async function approve(id: string, options: DeviceOptions): Promise<void> {
  await withKept(options, (app) =>
    app.writers.app.transaction(app.tenant.tenant, async (tx, entries) => {
      const by = operatorCaller(app.tenant.tenant, app.tenant.id)
      const past = { approvedBy: undefined, request: undefined, unapproved: 'operator' } as const
      await approveDevice(app.identity, tx, entries, by, id, past)
      await app.identity.bumpAuthority(tx, app.tenant.tenant)
    }),
  )
  if (options.json) sayJson({ ok: true, id })
  else say('approved')
}
