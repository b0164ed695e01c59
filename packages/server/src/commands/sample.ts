import { hkdfSync, randomBytes } from 'node:crypto'
import { mkdir, open, readdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { Command } from 'commander'
import type { App } from '../app.ts'
import type { Options } from '../config/index.ts'
import { operatorCaller } from '../identity/index.ts'
import { defineError } from '../platform/errors.ts'
import { type SampleMode, sampleRecords } from '../vault/index.ts'
import { say, sayJson } from './output.ts'
import { withApp } from './with-app.ts'
import { withData } from './with-data.ts'

const optionInvalid = defineError('sample_option_invalid', 400, 'A sample cannot be made like that')
const directoryTaken = defineError('sample_directory_taken', 409, 'The directory holds something already')

interface SampleOptions extends Options {
  readonly collection?: string
  readonly records: string
  readonly masked?: boolean
  readonly synthetic?: boolean
  readonly seed?: string
  readonly json?: boolean
}

interface Made {
  readonly collection: string
  readonly file: string
  readonly records: number
  /** Import it before: from then on some of it would be past its deadline. */
  readonly before: string | null
}

/** `azukari sample DIR`: a test data set of the same shape, with no real value in it. */
export function sampleCommand(): Command {
  return withData(new Command('sample'))
    .argument('<dir>', 'new or empty directory: one file of lines to import for each collection')
    .description(
      'make a test data set from what is kept: same shape and references, no real value. What is read for it is logged',
    )
    .option('--collection <name>', 'one collection (all)')
    .option('--records <n>', 'how many of each collection, newest first', '1000')
    .option('--synthetic', 'made-up values (the default)')
    .option('--masked', 'one character for all of a kind; what records are found by is made up')
    .option('--seed <text>', 'the same sample again from the same data; otherwise the key is thrown away')
    .option('--json', 'one JSON object')
    .action(async (dir: string, options: SampleOptions) => {
      const records = Number(options.records)
      if (!Number.isSafeInteger(records) || records < 1) throw optionInvalid('--records is a number from 1')
      if (options.masked && options.synthetic) throw optionInvalid('--masked or --synthetic, not both')
      await makeDirectory(dir)
      const mode = options.masked ? 'masked' : 'synthetic'
      const made = await withApp(options, (app) => makeSample(app, dir, { ...options, mode, count: records }))
      if (options.json) sayJson({ ok: true, directory: dir, mode, collections: made })
      else {
        for (const { collection, file, records, before } of made) {
          say(
            `${collection}: ${records} records in ${file}${before ? `, to be imported before ${before}` : ''}`,
          )
        }
      }
    })
}

async function makeDirectory(dir: string): Promise<void> {
  await mkdir(dir, { recursive: true, mode: 0o700 })
  if ((await readdir(dir)).length > 0)
    throw directoryTaken('a sample goes into a directory of its own', { fix: 'name a new one' })
}

interface Asked {
  readonly collection?: string
  readonly seed?: string
  readonly mode: SampleMode
  readonly count: number
}

async function makeSample(app: App, dir: string, { collection, seed, mode, count }: Asked): Promise<Made[]> {
  const { model, version } = await app.policy.load()
  const key = await sampleKey(app, seed)
  const names = collection === undefined ? Object.keys(model.collections).sort() : [collection]
  const made: Made[] = []
  try {
    for (const name of names)
      made.push(await writeCollection(app, dir, { collection: name, records: count, mode, key }))
  } finally {
    key.fill(0)
  }
  const about = {
    azukari_sample: 1,
    mode,
    policy: model.policy,
    policy_version: version,
    made: new Date(app.clock.now()).toISOString(),
    collections: made,
  }
  await writeFile(join(dir, 'sample.json'), `${JSON.stringify(about, undefined, 2)}\n`)
  return made
}

/** A seed alone is no key: whoever knew it could try out names. It counts together with a key of the tenant's that stays where the data is. */
async function sampleKey({ keyring, tenant }: App, seed: string | undefined): Promise<Buffer> {
  if (seed === undefined) return randomBytes(32)
  const handle = await keyring.tenant(tenant.tenant)
  return Buffer.from(hkdfSync('sha256', handle.digestKey('sample'), '', `azukari/sample/v1/${seed}`, 32))
}

async function writeCollection(
  { vault, tenant }: App,
  dir: string,
  query: { collection: string; records: number; mode: SampleMode; key: Buffer },
): Promise<Made> {
  const by = operatorCaller(tenant.tenant, tenant.id)
  const file = `${query.collection}.ndjson`
  const out = await open(join(dir, file), 'wx', 0o600)
  let [records, before] = [0, Number.POSITIVE_INFINITY]
  try {
    for await (const { id, fields, events, dueMs } of sampleRecords(vault, by, query)) {
      await out.write(`${JSON.stringify({ id, fields, events })}\n`)
      records++
      before = Math.min(before, dueMs ?? before)
    }
    await out.sync()
  } finally {
    await out.close()
  }
  return {
    collection: query.collection,
    file,
    records,
    before: before === Number.POSITIVE_INFINITY ? null : new Date(before).toISOString(),
  }
}
