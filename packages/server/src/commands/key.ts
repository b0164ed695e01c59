import { readFile } from 'node:fs/promises'
import { Command } from 'commander'
import { z } from 'zod'
import type { App } from '../app.ts'
import type { Options } from '../config/index.ts'
import {
  bindKey,
  createKey,
  keyReply,
  keyToWire,
  listKeys,
  operatorCaller,
  revokeKey,
  rotateKey,
} from '../identity/index.ts'
import { say, sayJson } from './output.ts'
import { type RemoteOptions, remoteOf, withUrl } from './remote.ts'
import { withKept } from './with-app.ts'
import { withData } from './with-data.ts'

type KeyOptions = Options & RemoteOptions & { readonly json?: boolean }
type BoundOptions = KeyOptions & { readonly certificate?: string }

const iso = (ms: number) => new Date(ms).toISOString()
const bound = (command: Command) =>
  json(command).option('--certificate <file>', 'client certificate (PEM) without which the key opens nothing')
/** As the body of a request, and as the input of the operation. */
const certificateOf = async ({ certificate: file }: BoundOptions) =>
  file === undefined ? {} : { certificate: await readFile(file, 'utf8') }
const operator = ({ tenant }: App) => operatorCaller(tenant.tenant, tenant.id)
const json = (command: Command) => withUrl(withData(command)).option('--json', 'one JSON object')

/** `azukari key create|bind|rotate|list|revoke` */
export function keyCommand(): Command {
  return new Command('key')
    .description('keys of services; a key is shown once, when it is made')
    .addCommand(bound(new Command('create')).argument('<service>', 'svc_…').action(create))
    .addCommand(
      json(new Command('bind'))
        .argument('<key>', 'key_…')
        .argument('<file>', 'client certificate, PEM')
        .description('bind a key to a client certificate, without which it opens nothing from now on')
        .action(bind),
    )
    .addCommand(
      bound(new Command('rotate'))
        .argument('<old>', 'key_…')
        .description('make a key in the place of another, which goes on for a day')
        .action(rotate),
    )
    .addCommand(json(new Command('list')).action(list))
    .addCommand(json(new Command('revoke')).argument('<old>', 'key_…').action(revoke))
}

const made = z.object({ id: z.string(), key: z.string(), expires: z.string() })

async function create(service: string, options: BoundOptions): Promise<void> {
  const certificate = await certificateOf(options)
  const remote = remoteOf(options)
  const { id, key, expires } = remote
    ? await remote.post(`/services/${encodeURIComponent(service)}/keys`, certificate, made)
    : await withKept(options, async (app) => {
        const created = await createKey(app.identity, operator(app), { service, ...certificate })
        return { id: created.id, key: created.key, expires: iso(created.expiresMs) }
      })
  if (options.json) sayJson({ ok: true, id, key, expires })
  else say(`${key}\n${id}, until ${expires}; it is not shown again`)
}

async function bind(id: string, file: string, options: KeyOptions): Promise<void> {
  const certificate = await readFile(file, 'utf8')
  const remote = remoteOf(options)
  const { certificate: hash } = remote
    ? await remote.post(
        `/keys/${encodeURIComponent(id)}/bind`,
        { certificate },
        z.object({ certificate: z.string() }),
      )
    : await withKept(options, (app) => bindKey(app.identity, operator(app), { key: id, certificate }))
  if (options.json) sayJson({ ok: true, id, certificate: hash })
  else say(`bound to the certificate whose public key has SHA-256 ${hash}`)
}

async function rotate(old: string, options: BoundOptions): Promise<void> {
  const certificate = await certificateOf(options)
  const remote = remoteOf(options)
  const { id, key, oldEnds } = remote
    ? await remote.post(
        `/keys/${encodeURIComponent(old)}/rotate`,
        certificate,
        made.extend({ oldEnds: z.string() }),
      )
    : await withKept(options, async (app) => {
        const rotated = await rotateKey(app.identity, operator(app), { key: old, ...certificate })
        return { id: rotated.id, key: rotated.key, oldEnds: iso(rotated.oldEndsMs) }
      })
  if (options.json) sayJson({ ok: true, id, key, oldEnds })
  else say(`${key}\n${id}; the old one ends ${oldEnds}`)
}

async function list(options: KeyOptions): Promise<void> {
  const remote = remoteOf(options)
  const { keys } = remote
    ? await remote.get('/keys', z.object({ keys: z.array(keyReply) }))
    : await withKept(options, async ({ databases, tenant, clock }) => {
        const found = await listKeys(databases.app.of(tenant.tenant).read, tenant.tenant, clock.now())
        return { keys: found.map(keyToWire) }
      })
  if (options.json) sayJson({ ok: true, keys })
  else for (const k of keys) say(`${k.id} ${k.shown}… ${k.state} ${k.service} until ${k.expires}`)
}

async function revoke(old: string, options: KeyOptions): Promise<void> {
  const remote = remoteOf(options)
  const { id, revoked } = remote
    ? await remote.post(
        `/keys/${encodeURIComponent(old)}/revoke`,
        undefined,
        z.object({ id: z.string(), revoked: z.string() }),
      )
    : await withKept(options, async (app) => {
        const done = await revokeKey(app.identity, operator(app), old)
        return { id: done.id, revoked: iso(done.revokedMs) }
      })
  if (options.json) sayJson({ ok: true, id, revoked })
  else say(`revoked at ${revoked}`)
}
