import { mkdir, open, readdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { Command } from 'commander'
import type { App } from '../app.ts'
import type { Options } from '../config/index.ts'
import { operatorCaller } from '../identity/index.ts'
import { defineError } from '../platform/errors.ts'
import { type SampleMode, sampleKey, sampleRecords } from '../vault/index.ts'
import { say, sayJson } from './output.ts'
import { type Remote, type RemoteOptions, remoteOf, withUrl } from './remote.ts'
import { withKept } from './with-app.ts'
import { withData } from './with-data.ts'

const optionInvalid = defineError('sample_option_invalid', 400, 'A sample cannot be made like that')
const directoryTaken = defineError('sample_directory_taken', 409, 'The directory holds something already')

interface SampleOptions extends Options, RemoteOptions {
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
  return withUrl(withData(new Command('sample')))
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
      const { collection, seed } = options
      const asked = {
        mode: mode as SampleMode,
        count: records,
        ...(collection === undefined ? {} : { collection }),
        ...(seed === undefined ? {} : { seed }),
      }
      const remote = remoteOf(options)
      const made = remote
        ? await fetchSample(remote, dir, asked)
        : await withKept(options, (app) => makeSample(app, dir, asked))
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
  const key = await sampleKey(app.vault, app.tenant.tenant, seed)
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

/** What a server makes is written as it comes. */
async function fetchSample(remote: Remote, dir: string, asked: Asked): Promise<Made[]> {
  const { collection, mode, count, seed } = asked
  if (collection === undefined) throw optionInvalid('--collection is needed with --url')
  const body = { records: count, masked: mode === 'masked', ...(seed === undefined ? {} : { seed }) }
  async function* sent() {
    yield Buffer.from(JSON.stringify(body))
  }
  const path = `/collections/${encodeURIComponent(collection)}/sample`
  const chunks = await remote.stream(path, 'application/json', sent())
  const out = await open(join(dir, `${collection}.ndjson`), 'wx', 0o600)
  let records = 0
  try {
    for await (const chunk of chunks) {
      for (const byte of chunk) if (byte === NEWLINE) records++
      await out.write(chunk)
    }
    await out.sync()
  } finally {
    await out.close()
  }
  return [{ collection, file: `${collection}.ndjson`, records, before: null }]
}

const NEWLINE = 0x0a

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
