import { readFile } from 'node:fs/promises'
import { type LogPromise, ProofError, readPromise, type VerifyReport } from '@azukari/proof'
import { Command } from 'commander'
import { exportLog, verifyDatabase, verifyDirectory, verifyServer, vkeyOf } from '../audit/index.ts'
import { type Options, parseSecretReference, readSecret } from '../config/index.ts'
import { defineError } from '../platform/errors.ts'
import { entriesCommand } from './log-entries.ts'
import { say, sayJson } from './output.ts'
import { withKept } from './with-app.ts'
import { withData } from './with-data.ts'

const vkeyNeeded = defineError('vkey_needed', 400, 'The log is verified by a key that did not come with it')

const proofUnreadable = defineError('proof_unreadable', 400, 'The log cannot be verified by what was given')
const promiseUnreadable = defineError('promise_unreadable', 400, 'A file does not hold a promise')

interface VerifyOptions extends Options {
  readonly dir?: string
  readonly url?: string
  readonly key?: string
  readonly vkey?: string
  readonly earlier?: readonly string[]
  readonly promise?: readonly string[]
  readonly json?: boolean
}

/** `azukari log verify|entries|export|vkey` */
export function logCommand(): Command {
  return new Command('log')
    .description('the audit log: verify it, read it, write it out, print its verifier key')
    .addCommand(verifyCommand())
    .addCommand(entriesCommand())
    .addCommand(exportCommand())
    .addCommand(vkeyCommand())
}

function verifyCommand(): Command {
  return withData(new Command('verify'))
    .description('verify a log: of the data directory, of a directory it was exported to, or of a server')
    .option('--dir <dir>', 'an exported log')
    .option('--url <url>', 'a running server; entries need a key with the grant read-log')
    .option('--key <ref>', 'env:NAME or file:PATH with the key for --url')
    .option('--vkey <vkey>', 'verifier key of the log, as it was published')
    .option('--earlier <files...>', 'checkpoints kept from before')
    .option('--promise <files...>', 'promises kept from answers')
    .option('--json', 'one JSON object')
    .action(async (options: VerifyOptions) => {
      const report = await verify(options).catch(inOurWords)
      if (options.json) sayJson(report)
      else sayReport(report)
      if (!report.ok) process.exitCode = 1
    })
}

async function verify(options: VerifyOptions): Promise<VerifyReport> {
  const earlier = await Promise.all((options.earlier ?? []).map((file) => readFile(file)))
  const promises = await Promise.all((options.promise ?? []).map(readPromiseFile))
  const kept = { earlier, promises, now: Date.now() }
  if (options.dir === undefined && options.url === undefined) {
    const given = options.vkey === undefined ? kept : { ...kept, vkey: options.vkey }
    return await withKept(options, (app) => verifyDatabase(app.databases.app.across.read, given))
  }
  const { vkey } = options
  if (vkey === undefined)
    throw vkeyNeeded('--vkey is missing', { fix: 'azukari log vkey prints it on the server' })
  if (options.dir !== undefined) return await verifyDirectory(options.dir, { ...kept, vkey })
  const key = options.key === undefined ? '' : readSecret(parseSecretReference(options.key, '--key'))
  return await verifyServer(options.url ?? '', key, { ...kept, vkey })
}

/** What the verifier could not even begin with: a key or a kept checkpoint that is none. */
function inOurWords(error: unknown): never {
  if (!(error instanceof ProofError)) throw error
  throw proofUnreadable(`a key, checkpoint or promise given for it is malformed (${error.code})`, {
    fix: 'give the verifier key as azukari log vkey prints it, and files as they were kept',
    cause: error,
  })
}

/** A promise as an answer carried it, or a whole answer with one in it. */
async function readPromiseFile(file: string): Promise<LogPromise> {
  try {
    const kept = JSON.parse(await readFile(file, 'utf8')) as { promise?: unknown }
    return readPromise(kept.promise ?? kept)
  } catch (cause) {
    throw promiseUnreadable('it does not hold a promise', { where: { file }, cause })
  }
}

function sayReport(report: VerifyReport): void {
  for (const { code, message, index, path } of report.problems) {
    const place = index === undefined ? (path ?? 'log') : `entry ${index}`
    say(`${place}: ${message} (${code})`)
  }
  say(report.ok ? `The log is whole: ${report.size} entries, root ${report.root}` : 'The log is NOT whole.')
}

function exportCommand(): Command {
  return withData(new Command('export'))
    .argument('<dir>', 'directory to write to')
    .description('write the log in its served layout, for verifiers that are not ours')
    .option('--json', 'one JSON object')
    .action(async (dir: string, options: Options & { json?: boolean }) => {
      const done = await withKept(options, (app) => exportLog(app.databases.app.across.read, dir))
      if (options.json) sayJson({ ok: true, ...done })
      else say(`${done.size} entries in ${done.files} files`)
    })
}

function vkeyCommand(): Command {
  return withData(new Command('vkey'))
    .description('print the verifier key of the log; publish it where the log is not')
    .action(async (options: Options) => {
      await withKept(options, async (app) => say(vkeyOf(app.signer)))
    })
}
