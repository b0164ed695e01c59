import { Command } from 'commander'
import type { Options } from '../config/index.ts'
import { createService, disableService, listServices, operatorCaller } from '../identity/index.ts'
import { say, sayJson } from './output.ts'
import { withData } from './program.ts'
import { withApp } from './with-app.ts'

type ServiceOptions = Options & { readonly json?: boolean }

/** `azukari service create|list|disable` */
export function serviceCommand(): Command {
  return new Command('service')
    .description('services: programs with an identity of their own')
    .addCommand(
      withData(new Command('create'))
        .argument('<name>')
        .option('--json', 'one JSON object')
        .action((name: string, options: ServiceOptions) =>
          withApp(options, async (app) => {
            const { id } = await createService(
              app.identity,
              operatorCaller(app.tenant.tenant, app.tenant.id),
              { name },
            )
            if (options.json) sayJson({ ok: true, id, name })
            else say(id)
          }),
        ),
    )
    .addCommand(
      withData(new Command('list'))
        .option('--json', 'one JSON object')
        .action((options: ServiceOptions) =>
          withApp(options, async (app) => {
            const services = await listServices(app.databases.app.read, app.tenant.tenant, app.clock.now())
            if (options.json) sayJson({ ok: true, services })
            else for (const s of services) say(`${s.id} ${s.name} owner ${s.owner}, ${s.liveKeys} live keys`)
          }),
        ),
    )
    .addCommand(
      withData(new Command('disable'))
        .argument('<service>')
        .option('--json', 'one JSON object')
        .action((service: string, options: ServiceOptions) =>
          withApp(options, async (app) => {
            const done = await disableService(
              app.identity,
              operatorCaller(app.tenant.tenant, app.tenant.id),
              service,
            )
            if (options.json) sayJson({ ok: true, ...done })
            else say(`disabled; ${done.keysRevoked} keys ended`)
          }),
        ),
    )
}
