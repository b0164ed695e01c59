import { Command } from 'commander'
import { z } from 'zod'
import type { App } from '../app.ts'
import { auditEvents, type EntriesPage, entryToWire, readEntries } from '../audit/index.ts'
import type { Options } from '../config/index.ts'
import { defineError } from '../platform/errors.ts'
import { say, sayJson } from './output.ts'
import { type Remote, type RemoteOptions, remoteOf, withUrl } from './remote.ts'
import { withKept } from './with-app.ts'
import { withData } from './with-data.ts'

const entriesOption = defineError('entries_option_invalid', 400, 'That cannot be asked of the log')

interface EntriesOptions extends Options, RemoteOptions {
  readonly from?: string
  readonly limit?: string
  readonly oldest?: boolean
  readonly kind?: string
  readonly outcome?: string
  readonly actor?: string
  readonly json?: boolean
}

type Query = z.output<typeof query>
const index = z.coerce.number().int().min(0)
const query = z.object({
  from: index.optional(),
  limit: z.coerce.number().int().min(1).max(500).default(50),
  order: z.enum(['newest', 'oldest']),
  kind: z.string().max(100).optional(),
  outcome: z.enum(['success', 'failure']).optional(),
  actor: z.string().max(100).optional(),
})

const wirePage = z.object({
  size: z.int(),
  next: z.int().optional(),
  entries: z.array(
    z.looseObject({
      index: z.int(),
      at: z.string(),
      kind: z.string(),
      outcome: z.string(),
      actor: z.string(),
      detail: z.record(z.string(), z.unknown()),
    }),
  ),
})
type WirePage = z.output<typeof wirePage>

/** `azukari log entries`: reading is an entry itself, also for the machine's operator. */
export function entriesCommand(): Command {
  return withUrl(withData(new Command('entries')))
    .description('entries of the log, decoded, newest first; reading them is logged')
    .option('--from <index>', 'the index to begin at')
    .option('--limit <n>', 'how many, at most 500 (50)')
    .option('--oldest', 'oldest first')
    .option('--kind <kind>', 'a kind of entry, such as record.revealed, or record. for all that begin so')
    .option('--outcome <outcome>', 'success or failure')
    .option('--actor <actor>', 'svc_…, operator, system')
    .option('--json', 'one JSON object')
    .action(async (options: EntriesOptions) => {
      const asked = readQuery(options)
      const remote = remoteOf(options)
      const page = remote ? await readRemotely(remote, asked) : await readHere(options, asked)
      if (options.json) sayJson({ ok: true, ...page })
      else sayPage(page)
    })
}

function readQuery({ oldest, ...options }: EntriesOptions): Query {
  const parsed = query.safeParse({ ...options, order: oldest ? 'oldest' : 'newest' })
  if (parsed.success) return parsed.data
  const wrong = parsed.error.issues.map((issue) => issue.path.join('.')).join(', ')
  throw entriesOption(`wrong: ${wrong}`, { fix: 'see azukari log entries --help' })
}

function readRemotely(remote: Remote, asked: Query): Promise<WirePage> {
  const given = Object.entries(asked).filter(([, value]) => value !== undefined)
  const text = new URLSearchParams(given.map(([name, value]) => [name, String(value)]))
  return remote.get(`/log/entries?${text}`, wirePage)
}

function readHere(options: Options, asked: Query): Promise<WirePage> {
  return withKept(options, async (app) => toWire(await readLogged(app, asked)))
}

/** The whole installation's entries: whoever holds the data directory holds them all. */
async function readLogged({ writers }: App, asked: Query): Promise<EntriesPage> {
  const { value } = await writers.app.across(async (tx, log) => {
    const page = await readEntries(tx, asked)
    const { order, kind, outcome, actor } = asked
    const [first, last] = [page.entries[0]?.index, page.entries.at(-1)?.index]
    log.add({
      kind: auditEvents.entriesRead,
      outcome: 'success',
      actor: 'operator',
      detail: { first, last, given: page.entries.length, order, openings: false, kind, outcome, actor },
    })
    return page
  })
  return value
}

const toWire = ({ size, entries, next }: EntriesPage): WirePage =>
  wirePage.parse({ size, entries: entries.map(entryToWire), next })

function sayPage({ size, entries, next }: WirePage): void {
  for (const { index, at, kind, outcome, actor, detail } of entries) {
    const told = Object.entries(detail).map(([name, value]) => `${name}=${shown(value)}`)
    say(`${index} ${at} ${outcome === 'success' ? ' ' : '!'} ${kind} by ${actor} ${told.join(' ')}`.trimEnd())
  }
  say(`${entries.length} of ${size}${next === undefined ? '' : `; go on with --from ${next}`}`)
}

const shown = (value: unknown) => (typeof value === 'string' ? value : JSON.stringify(value))
