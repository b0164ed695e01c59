import { Command } from 'commander'
import type { Options } from '../config/index.ts'
import { createKey, listKeys, operatorCaller, revokeKey, rotateKey } from '../identity/index.ts'
import { say, sayJson } from './output.ts'
import { withData } from './program.ts'
import { withApp } from './with-app.ts'

type KeyOptions = Options & { readonly json?: boolean }

const iso = (ms: number) => new Date(ms).toISOString()

/** `azukari key create|rotate|list|revoke` */
export function keyCommand(): Command {
  return new Command('key')
    .description('keys of services; a key is shown once, when it is made')
    .addCommand(
      withData(new Command('create'))
        .argument('<service>', 'svc_…')
        .option('--json', 'one JSON object')
        .action((service: string, options: KeyOptions) =>
          withApp(options, async (app) => {
            const made = await createKey(app.identity, operatorCaller(app.tenant.tenant, app.tenant.id), {
              service,
            })
            if (options.json) sayJson({ ok: true, id: made.id, key: made.key, expires: iso(made.expiresMs) })
            else say(`${made.key}\n${made.id}, until ${iso(made.expiresMs)}; it is not shown again`)
          }),
        ),
    )
    .addCommand(
      withData(new Command('rotate'))
        .argument('<key>', 'key_…')
        .description('make a key in the place of another, which goes on for a day')
        .option('--json', 'one JSON object')
        .action((key: string, options: KeyOptions) =>
          withApp(options, async (app) => {
            const made = await rotateKey(app.identity, operatorCaller(app.tenant.tenant, app.tenant.id), {
              key,
            })
            if (options.json) sayJson({ ok: true, id: made.id, key: made.key, oldEnds: iso(made.oldEndsMs) })
            else say(`${made.key}\n${made.id}; the old one ends ${iso(made.oldEndsMs)}`)
          }),
        ),
    )
    .addCommand(
      withData(new Command('list'))
        .option('--json', 'one JSON object')
        .action((options: KeyOptions) =>
          withApp(options, async (app) => {
            const keys = await listKeys(app.databases.app.read, app.tenant.tenant, app.clock.now())
            if (options.json) sayJson({ ok: true, keys })
            else
              for (const k of keys)
                say(`${k.id} ${k.shown}… ${k.state} ${k.service} until ${iso(k.expiresMs)}`)
          }),
        ),
    )
    .addCommand(
      withData(new Command('revoke'))
        .argument('<key>', 'key_…')
        .option('--json', 'one JSON object')
        .action((key: string, options: KeyOptions) =>
          withApp(options, async (app) => {
            const done = await revokeKey(app.identity, operatorCaller(app.tenant.tenant, app.tenant.id), key)
            if (options.json) sayJson({ ok: true, id: done.id, revoked: iso(done.revokedMs) })
            else say(`revoked at ${iso(done.revokedMs)}`)
          }),
        ),
    )
}
