import { Command } from 'commander'
import type { Options } from '../config/index.ts'
import { measureChecks, type PolicyStatus, readStatus } from '../evidence/index.ts'
import { defineError } from '../platform/errors.ts'
import { say, sayJson } from './output.ts'
import { withData } from './program.ts'
import { withApp } from './with-app.ts'

const dateInvalid = defineError('date_invalid', 400, 'Not an instant')

interface StatusOptions extends Options {
  readonly at?: string
  readonly json?: boolean
  readonly lang?: string
}

/** `azukari status`: every clause with its state, now or at a past instant. */
export function statusCommand(): Command {
  return withData(new Command('status'))
    .description('every clause of the policy: satisfied, stale, unknown or violated, and why')
    .option('--at <instant>', 'as it was then: 2026-11-22T09:00:00Z')
    .option('--lang <lang>', 'en or ja', 'en')
    .option('--json', 'one JSON object')
    .action((options: StatusOptions) =>
      withApp(options, async (app) => {
        const { app: database } = app.databases
        const at = options.at === undefined ? undefined : instantOf(options.at)
        if (at === undefined)
          await measureChecks(database, app.checks, { read: database.read, clock: app.clock })
        const status = await readStatus(database.read, at ?? app.clock.now(), at === undefined)
        if (options.json) sayJson({ ok: true, ...status })
        else sayStatus(status, options.lang === 'ja' ? 'ja' : 'en')
      }),
    )
}

function instantOf(text: string): number {
  const ms = /^\d{4}-\d{2}-\d{2}T/.test(text) ? Date.parse(text) : Number.NaN
  if (Number.isNaN(ms))
    throw dateInvalid('--at takes an ISO 8601 instant', { fix: 'such as 2026-11-22T09:00:00Z' })
  return ms
}

/** The table of clauses, as people read it. */
export function sayStatus(status: PolicyStatus, lang: 'en' | 'ja', tell: (line: string) => void = say): void {
  tell(`${status.policy}, version ${status.version}, at ${new Date(status.atMs).toISOString()}`)
  for (const clause of status.clauses) {
    tell(`${clause.id.padEnd(4)} ${clause.state.padEnd(9)} ${reasonOf(clause, lang)}`)
  }
  const { satisfied, stale, unknown, violated } = status.counts
  tell(`${satisfied} satisfied, ${violated} violated, ${unknown} unknown, ${stale} stale`)
}

function reasonOf(clause: PolicyStatus['clauses'][number], lang: 'en' | 'ja'): string {
  const bad = clause.checks.filter((c) => c.state !== 'satisfied')
  if (bad.length > 0) return bad.map((c) => `${c.check}: ${c.why ?? c.state}`).join('; ')
  if (clause.unknown) return clause.unknown[lang]
  return clause.checks.map((c) => c.check).join(', ')
}
