import { Command } from 'commander'
import { type Rotation, rotateKeys } from '../app/rotate-keys.ts'
import type { App } from '../app.ts'
import type { Options } from '../config/index.ts'
import { findTenant } from '../keys/index.ts'
import { defineError } from '../platform/errors.ts'
import { say, sayJson } from './output.ts'
import { withApp } from './with-app.ts'
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
      withApp(options, async (app) => {
        const rotation = await rotationOf(app, level, subject, options.all === true)
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

async function rotationOf(
  app: App,
  level: string,
  subject: string | undefined,
  all: boolean,
): Promise<Rotation> {
  if (level === 'epoch' && subject === undefined) return { level, buckets: all ? 'all' : 'standing' }
  if (level === 'tenant') {
    const found = await findTenant(app.databases.app.read, subject ?? 'main')
    if (!found) throw levelInvalid('no tenant has this name', { fix: 'azukari tenant list' })
    return { level, tenant: found.tenant }
  }
  if (level === 'bucket' && subject !== undefined && /^\d{1,15}$/.test(subject))
    return { level, bucket: Number(subject) }
  throw levelInvalid('no such renewal', { fix: 'keys rotate epoch | tenant [NAME] | bucket NUMBER' })
}
