import { createWriteStream } from 'node:fs'
import { mkdtemp, readdir, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { finished } from 'node:stream/promises'
import { Command } from 'commander'
import { Jobs } from '../app/jobs/jobs.ts'
import { serveHttp } from '../app/serve/serve.ts'
import type { App } from '../app.ts'
import { ensurePrivateDirectory } from '../platform/data-directory.ts'
import { defineError } from '../platform/errors.ts'
import { createLogger } from '../platform/logger.ts'
import { freshDirectory, openDemo } from './demo/open-scene.ts'
import type { Scene } from './demo/scene.ts'
import { Story } from './demo/story.ts'
import { tellStory } from './demo/tell-story.ts'
import { stopSignal } from './serve.ts'

interface DemoOptions {
  readonly data?: string
  readonly port?: string
  readonly json?: boolean
  readonly exit?: boolean
}

const directoryUsed = defineError('demo_directory_used', 409, 'The demo needs a directory of its own')

/** `azukari demo`: the main job from end to end, on made-up orders, in an environment of its own with a clock that can be set. */
export function demoCommand(): Command {
  return new Command('demo')
    .description('a month with 1,000 made-up orders: import, reveal, refuse, search, destroy, prove')
    .option('--data <dir>', 'new or empty directory, which is kept (a temporary one, removed at the end)')
    .option('--port <n>', 'port to serve on; 0 takes a free one (0)')
    .option('--json', 'one JSON object a step, each with "ok"')
    .option('--exit', 'end after the last step; otherwise it serves until stopped')
    .action(async (options: DemoOptions) => {
      process.exitCode = await demo(options)
    })
}

/** Answers the exit code: 0 when every step was as claimed. */
async function demo(options: DemoOptions): Promise<number> {
  const started = performance.now()
  const directory = options.data === undefined ? await freshDirectory() : await emptyDirectory(options.data)
  const aside = await mkdtemp(join(tmpdir(), 'azukari-demo-aside-'))
  const stage = new Stage(directory, options.port)
  const story = new Story({
    json: options.json === true,
    terminal: process.stdout.isTTY,
    write: (text) => process.stdout.write(text),
  })
  // From the first moment on: whatever ends the demo, its database is stopped and its directory is removed.
  const stopped = stopSignal()
  try {
    story.line('Azukari: a month with a thousand orders. All people, addresses and orders in it are made up.')
    story.line(`Data: ${directory}${options.data === undefined ? ' (removed at the end)' : ''}`)
    const telling = tellStory(story, { open: () => stage.open(), aside, printed: () => story.said })
    telling.catch(() => {})
    const scene = await Promise.race([telling, stopped, stage.lost])
    if (typeof scene === 'string') return scene === 'database' ? 69 : 130
    const ok = scene !== undefined && story.failed.length === 0
    sayEnd(story, ok, performance.now() - started)
    if (scene && options.exit !== true) await stayUp(story, scene, stopped, stage.lost)
    return ok ? 0 : 1
  } finally {
    await stage.close()
    await rm(aside, { recursive: true, force: true })
    if (options.data === undefined) await rm(directory, { recursive: true, force: true })
  }
}

/** The running parts of the demo, closed in the reverse order of their opening. */
class Stage {
  readonly #directory: string
  readonly #port: string | undefined
  readonly #lost = Promise.withResolvers<'database'>()
  readonly #closers: (() => Promise<unknown>)[] = []
  #opening: Promise<unknown> | undefined

  constructor(directory: string, port: string | undefined) {
    this.#directory = directory
    this.#port = port
  }

  get lost(): Promise<'database'> {
    return this.#lost.promise
  }

  open(): Promise<{ app: App; url: string }> {
    const opening = this.#open()
    this.#opening = opening
    return opening
  }

  /** The server's log goes into the data directory, where the search for planted values looks too. */
  async #open(): Promise<{ app: App; url: string }> {
    ensurePrivateDirectory(this.#directory)
    const file = createWriteStream(join(this.#directory, 'azukari.log'), { flags: 'a', mode: 0o600 })
    this.#closers.push(() => finished(file.end()))
    const log = createLogger('info', file)
    const app = await openDemo(this.#directory, this.#port, log, () => this.#lost.resolve('database'))
    this.#closers.push(() => app.close())
    const http = await serveHttp(app)
    this.#closers.push(() => http.close())
    return { app, url: http.url }
  }

  async close(): Promise<void> {
    await this.#opening?.catch(() => {})
    for (const close of this.#closers.splice(0).reverse()) await close().catch(() => {})
  }
}

async function emptyDirectory(path: string): Promise<string> {
  const directory = resolve(path)
  const names = await readdir(directory).catch(() => [])
  if (names.length === 0) return directory
  throw directoryUsed('it is not empty', {
    where: { file: directory },
    fix: `name another one; a demo that was kept is opened by: azukari serve --environment demo --data ${path}`,
  })
}

function sayEnd(story: Story, ok: boolean, ms: number): void {
  const seconds = Math.round(ms / 100) / 10
  const { steps, failed } = story
  story.line(
    ok
      ? `\nAll ${steps} steps are as claimed; ${seconds} s.`
      : `\nNOT as claimed: ${failed.join(', ') || 'the beginning'}; ${seconds} s.`,
  )
  story.json({ step: 'end', ok, steps, failed, seconds })
}

/** Serves the environment as it stands now, with a key to try it by. */
async function stayUp(
  story: Story,
  { app, url, services, madeUp, shippedLater }: Scene,
  stopped: Promise<string>,
  lost: Promise<string>,
): Promise<void> {
  const jobs = new Jobs(app)
  jobs.start()
  const order = madeUp.orders.find((o) => o.fate === 'unshipped' && !shippedLater.has(o))
  story.line(
    `\nIt is today, and the server stays up at ${url} until you stop it (Ctrl-C). Try it with the label printer's key:`,
  )
  story.line(
    `  curl -s ${url}/v1/collections/orders/records/${order?.id ?? ''}/reveal -H 'authorization: Bearer ${services.printerKey}' \\`,
  )
  story.line(
    `    -H 'content-type: application/json' -d '{"purpose":"fulfilment","fields":["recipient.name","recipient.line1"]}'`,
  )
  story.json({ step: 'serving', ok: true, url })
  await Promise.race([stopped, lost])
  await jobs.stop()
}
