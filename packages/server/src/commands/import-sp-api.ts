import { accessSync, constants, createReadStream, type ReadStream } from 'node:fs'
import { Command } from 'commander'
import { importOrders, type OrderOutcome } from '../app/import-orders.ts'
import type { Options } from '../config/index.ts'
import { operatorCaller } from '../identity/index.ts'
import { defineError } from '../platform/errors.ts'
import { importRemotely } from './import-remote.ts'
import { say, sayJson } from './output.ts'
import { type RemoteOptions, remoteOf, withUrl } from './remote.ts'
import { withApp } from './with-app.ts'
import { withData } from './with-data.ts'

interface ImportOptions extends Options, RemoteOptions {
  readonly json?: boolean
  readonly encoding?: 'utf-8' | 'cp932'
}

/** `azukari import sp-api FILE|-`: marketplace orders, as JSON of either API version or as a flat-file report. */
export function importCommand(): Command {
  const spApi = withUrl(withData(new Command('sp-api')))
    .argument('<file>', 'file with orders, or - for standard input')
    .description(
      'Orders 2026-01-01 and v0 responses (pages, arrays or one a line), and flat-file order reports',
    )
    .option('--encoding <name>', 'utf-8 or cp932, when it is not to be found out')
    .option('--json', 'one JSON object an order')
    .action(async (file: string, options: ImportOptions) => {
      const input = file === '-' ? process.stdin : openFile(file)
      const reading = options.encoding ? { encoding: options.encoding } : {}
      const remote = remoteOf(options)
      if (remote) await sayAll(importRemotely(remote, input, reading), options)
      else {
        await withApp(options, (app) => {
          const caller = operatorCaller(app.tenant.tenant, app.tenant.id)
          return sayAll(importOrders(app.putter, caller, input, reading), options)
        })
      }
    })
  return new Command('import').description('put records in from files').addCommand(spApi)
}

async function sayAll(outcomes: AsyncIterable<OrderOutcome>, options: ImportOptions): Promise<void> {
  const totals = new Totals()
  for await (const outcome of outcomes) {
    totals.add(outcome)
    if (options.json) sayJson(outcome)
    else sayOutcome(outcome)
  }
  if (options.json) sayJson({ ok: totals.refused === 0, ...totals.counts() })
  else say(totals.text())
  if (totals.refused > 0) process.exitCode = 65
}

/** Only what a person has to look at: refused orders, and warnings. */
function sayOutcome(outcome: OrderOutcome): void {
  const place =
    outcome.line === undefined
      ? `order ${outcome.index + 1}`
      : `order ${outcome.index + 1}, line ${outcome.line}`
  if (outcome.status === 'refused') say(`${place}: refused: ${outcome.detail} (${outcome.code})`)
  for (const warning of outcome.warnings) say(`${place}: ${warning.code} at ${warning.path}`)
}

class Totals {
  created = 0
  changed = 0
  unchanged = 0
  repeated = 0
  refused = 0
  warnings = 0

  add(outcome: OrderOutcome): void {
    this[outcome.status] += 1
    this.warnings += outcome.warnings.length
  }

  counts() {
    const { created, changed, unchanged, repeated, refused, warnings } = this
    return { created, changed, unchanged, repeated, refused, warnings }
  }

  text(): string {
    return `${this.created} created, ${this.changed} changed, ${this.unchanged} unchanged, ${this.refused} refused, ${this.warnings} warnings`
  }
}

const fileUnreadable = defineError('file_unreadable', 400, 'A file cannot be read')

function openFile(path: string): ReadStream {
  try {
    accessSync(path, constants.R_OK)
  } catch (cause) {
    throw fileUnreadable('there is no such file, or it may not be read', { where: { file: path }, cause })
  }
  return createReadStream(path)
}
