import { Command } from 'commander'
import { z } from 'zod'
import type { App } from '../app.ts'
import type { Options } from '../config/index.ts'
import {
  createService,
  disableService,
  listServices,
  operatorCaller,
  serviceReply,
  serviceToWire,
} from '../identity/index.ts'
import { say, sayJson } from './output.ts'
import { type RemoteOptions, remoteOf, withUrl } from './remote.ts'
import { withApp, withKept } from './with-app.ts'
import { withData } from './with-data.ts'

type ServiceOptions = Options & RemoteOptions & { readonly json?: boolean }

const operator = ({ tenant }: App) => operatorCaller(tenant.tenant, tenant.id)
const json = (command: Command) => withUrl(withData(command)).option('--json', 'one JSON object')

/** `azukari service create|list|disable` */
export function serviceCommand(): Command {
  return new Command('service')
    .description('services: programs with an identity of their own')
    .addCommand(json(new Command('create')).argument('<name>').action(create))
    .addCommand(json(new Command('list')).action(list))
    .addCommand(json(new Command('disable')).argument('<service>', 'svc_…').action(disable))
}

async function create(name: string, options: ServiceOptions): Promise<void> {
  const remote = remoteOf(options)
  const { id } = remote
    ? await remote.post('/services', { name }, z.object({ id: z.string() }))
    : await withApp(options, (app) => createService(app.identity, operator(app), { name }))
  if (options.json) sayJson({ ok: true, id, name })
  else say(id)
}

async function list(options: ServiceOptions): Promise<void> {
  const remote = remoteOf(options)
  const { services } = remote
    ? await remote.get('/services', z.object({ services: z.array(serviceReply) }))
    : await withKept(options, async ({ databases, tenant, clock }) => {
        const found = await listServices(databases.app.of(tenant.tenant).read, tenant.tenant, clock.now())
        return { services: found.map(serviceToWire) }
      })
  if (options.json) sayJson({ ok: true, services })
  else for (const s of services) say(`${s.id} ${s.name} owner ${s.owner}, ${s.liveKeys} live keys`)
}

const disabled = z.object({ id: z.string(), disabled: z.string(), keysRevoked: z.int() })

async function disable(service: string, options: ServiceOptions): Promise<void> {
  const remote = remoteOf(options)
  const done = remote
    ? await remote.post(`/services/${encodeURIComponent(service)}/disable`, undefined, disabled)
    : await withKept(options, async (app) => {
        const { id, disabledMs, keysRevoked } = await disableService(app.identity, operator(app), service)
        return { id, disabled: new Date(disabledMs).toISOString(), keysRevoked }
      })
  if (options.json) sayJson({ ok: true, ...done })
  else say(`disabled; ${done.keysRevoked} keys ended`)
}
