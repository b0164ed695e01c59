import { Command } from 'commander'
import { createRequest, nobodyElse } from '../access/index.ts'
import { type Rotation, rotateKeys } from '../app/keys/rotate-keys.ts'
import type { App } from '../app.ts'
import type { Options } from '../config/index.ts'
import { operatorCaller } from '../identity/index.ts'
import { findTenant } from '../keys/index.ts'
import { defineError } from '../platform/errors.ts'
import { say, sayJson } from './output.ts'
import { withKept } from './with-app.ts'
import { withData } from './with-data.ts'

const levelInvalid = defineError('rotation_invalid', 400, 'Not a level of keys that can be renewed')

interface RotateOptions extends Options {
  readonly all?: boolean
  readonly json?: boolean
}

/** `azukari keys rotate`: the keys that data is kept under. Keys of services are `azukari key`. */
export function keysCommand(): Command {
  return new Command('keys').description('the keys that data is kept under').addCommand(rotateCommand())
}

function rotateCommand(): Command {
  return withData(new Command('rotate'))
    .argument('<level>', 'epoch, tenant or bucket')
    .argument('[subject]', 'name of the tenant (main), or number of the bucket')
    .description(
      'renew keys and destroy the old ones; serving goes on, and a renewal that was cut short goes on where it stopped',
    )
    .option('--all', "with epoch: days' buckets too, which otherwise end by themselves")
    .option('--json', 'one JSON object a step')
    .action((level: string, subject: string | undefined, options: RotateOptions) =>
      withKept(options, async (app) => {
        const rotation = await rotationOf(app, level, subject, options.all === true)
        if (await peopleApprove(app)) {
          const id = await askForRotation(app, rotation)
          if (options.json) sayJson({ ok: true, level, request: id })
          else say(`Asked for as ${id}. It runs on the server once a person who may approve changes does.`)
          return
        }
        const done = await rotateKeys(app, rotation, (progress) => {
          if (options.json) sayJson({ progress: level, ...progress })
          else say(`${progress.done} of ${progress.total}`)
        })
        const ends =
          done.destroyedBy === undefined ? {} : { destroyedBy: new Date(done.destroyedBy).toISOString() }
        if (options.json) sayJson({ ok: true, level, done: done.done, total: done.total, ...ends })
        else
          say(
            ends.destroyedBy ? `renewed; no copy of the old epoch key after ${ends.destroyedBy}` : 'renewed',
          )
      }),
    )
}

/** Once there is somebody who can approve changes, the operator proposes here too. */
async function peopleApprove({ databases, policy, tenant }: App): Promise<boolean> {
  const { model } = await policy.load()
  return !(await nobodyElse(
    databases.app.of(tenant.tenant).read,
    tenant.tenant,
    'approve-change',
    new Set(),
    model,
  ))
}

async function askForRotation({ requests, tenant }: App, rotation: Rotation): Promise<string> {
  if (rotation.level === 'tenant' && rotation.tenant !== tenant.tenant)
    throw levelInvalid('people of that tenant ask for it themselves', { fix: 'POST /v1/requests' })
  const { tenant: _, ...payload } = { tenant: undefined, ...rotation }
  const by = operatorCaller(tenant.tenant, tenant.id)
  return (await createRequest(requests, by, { kind: 'key-rotation', payload })).id
}

async function rotationOf(
  app: App,
  level: string,
  subject: string | undefined,
  all: boolean,
): Promise<Rotation> {
  if (level === 'epoch' && subject === undefined) return { level, buckets: all ? 'all' : 'standing' }
  if (level === 'tenant') {
    const found = await findTenant(app.databases.app.across.read, subject ?? 'main')
    if (!found) throw levelInvalid('no tenant has this name', { fix: 'azukari tenant list' })
    return { level, tenant: found.tenant }
  }
  if (level === 'bucket' && subject !== undefined && /^\d{1,15}$/.test(subject))
    return { level, bucket: Number(subject) }
  throw levelInvalid('no such renewal', { fix: 'keys rotate epoch | tenant [NAME] | bucket NUMBER' })
}
