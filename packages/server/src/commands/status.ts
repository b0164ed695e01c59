import { Command, Option } from 'commander'
import { readUses } from '../access/index.ts'
import type { Options } from '../config/index.ts'
import { measureChecks, type PolicyStatus, readStatus } from '../evidence/index.ts'
import type { Language } from '../platform/words/language.ts'
import { tell } from '../platform/words/tell.ts'
import { instantOf } from './instant-of.ts'
import { withLanguages } from './languages.ts'
import { say, sayJson } from './output.ts'
import { type RemoteOptions, remoteOf, withUrl } from './remote.ts'
import { remoteStatus } from './remote-status.ts'
import { withKept } from './with-app.ts'
import { withData } from './with-data.ts'

interface StatusOptions extends Options, RemoteOptions {
  readonly at?: string
  readonly json?: boolean
  readonly lang?: Language
}

/** `azukari status`: every clause with its state, now or at a past instant. */
export function statusCommand(): Command {
  return withUrl(withData(new Command('status')))
    .description('every clause of the policy: satisfied, stale, unknown or violated, and why')
    .option('--at <instant>', 'as it was then: 2026-11-22T09:00:00Z')
    .addOption(withLanguages(new Option('--lang <lang>', 'language of the table, and of errors')))
    .option('--json', 'one JSON object')
    .action(async (options: StatusOptions) => {
      const at = options.at === undefined ? undefined : instantOf(options.at)
      const remote = remoteOf(options)
      const status = remote ? await remoteStatus(remote, at) : await statusHere(options, at)
      if (options.json) sayJson({ ok: true, ...status })
      else sayStatus(status, options.lang ?? 'en')
    })
}

function statusHere(options: Options, at: number | undefined): Promise<PolicyStatus> {
  return withKept(options, async (app) => {
    const { app: database } = app.databases
    if (at === undefined) {
      // Some checks count what the log tells; with a server running its jobs read on every minute.
      await readUses(app.reviews)
      await measureChecks(database, app.checks, { read: database.across.read, clock: app.clock })
    }
    return await readStatus(database.across.read, at ?? app.clock.now(), at === undefined)
  })
}

/** The table of clauses, as people read it. */
export function sayStatus(status: PolicyStatus, lang: Language, line: (text: string) => void = say): void {
  const { policy, version, atMs } = status
  line(tell(`${policy}, version ${version}, at ${new Date(atMs).toISOString()}`, lang))
  for (const clause of status.clauses) {
    const state = tell(clause.state, lang)
    // What is as wide as two letters is filled up with blanks of that width.
    const padded = lang === 'ja' ? state.padEnd(6, '　') : state.padEnd(9)
    line(`${clause.id.padEnd(4)} ${padded} ${reasonOf(clause, lang)}`)
  }
  const { satisfied, stale, unknown, violated } = status.counts
  line(tell(`${satisfied} satisfied, ${violated} violated, ${unknown} unknown, ${stale} stale`, lang))
}

function reasonOf(clause: PolicyStatus['clauses'][number], lang: Language): string {
  const bad = clause.checks.filter((c) => c.state !== 'satisfied')
  if (bad.length > 0) return bad.map((c) => `${c.check}: ${tell(c.why ?? c.state, lang)}`).join('; ')
  if (clause.unknown) return clause.unknown[lang]
  return clause.checks.map((c) => c.check).join(', ')
}
