import { Command } from 'commander'
import { ensureTenant } from '../app/open/first-start.ts'
import type { Options } from '../config/index.ts'
import { makeSetupLink, operatorCaller } from '../identity/index.ts'
import { listTenants } from '../keys/index.ts'
import { formatId } from '../platform/ids.ts'
import { say, sayJson } from './output.ts'
import { withApp, withKept } from './with-app.ts'
import { withData } from './with-data.ts'

type TenantOptions = Options & {
  readonly json?: boolean
  readonly zone?: string
  readonly newSetupLink?: boolean
}

/** `azukari tenant create|list`: each tenant has keys, services and grants of its own. */
export function tenantCommand(): Command {
  return new Command('tenant')
    .description('tenants: isolation boundaries with keys of their own')
    .addCommand(createCommand())
    .addCommand(
      withData(new Command('list'))
        .option('--json', 'one JSON object')
        .action((options: TenantOptions) =>
          withApp(options, async (app) => {
            const tenants = await listTenants(app.databases.app.across.read)
            const listed = tenants.map(({ id, slug, zone, state }) => ({
              id: formatId('ten', id),
              name: slug,
              zone,
              state,
            }))
            if (options.json) sayJson({ ok: true, tenants: listed })
            else for (const t of listed) say(`${t.id} ${t.name} ${t.zone} ${t.state}`)
          }),
        ),
    )
}

function createCommand(): Command {
  return withData(new Command('create'))
    .argument('<name>', 'lower-case letters, digits and hyphens')
    .description('make a tenant, and the one-time token by which its first service is made')
    .option('--zone <zone>', 'time zone its dates are read in (AZUKARI_ZONE, or Asia/Tokyo)')
    .option('--new-setup-link', 'void the token that is out, and make another')
    .option('--json', 'one JSON object')
    .action((name: string, options: TenantOptions) =>
      withKept(options, async (app) => {
        const { keyring, clock, databases, writers, configuration } = app
        const deps = { database: databases.app, writer: writers.app, keyring, clock }
        const { tenant, id } = await ensureTenant(deps, name, options.zone ?? configuration.zone)
        const { token } = await makeSetupLink(app.identity, operatorCaller(tenant, id), {
          replace: options.newSetupLink,
        })
        if (options.json) sayJson({ ok: true, id, name, token })
        else say(`${id}\nOne-time set-up token, for an hour: ${token}`)
      }),
    )
}
