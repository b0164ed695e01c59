import { type ChildProcess, spawn } from 'node:child_process'
import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import type { Block } from './read-blocks.ts'

const ROOT = join(import.meta.dirname, '../../../..')
const LINKED = ['node_modules', 'packages', 'policies', 'package.json']
const DOCUMENTED = 'http://127.0.0.1:7070'
/** The same server by name, as links for browsers have it. */
const NAMED = 'http://localhost:7070'

/**
 * Does what a reader of a document does: one shell in a clone, and servers in terminals beside it. The clone is a directory of links, so
 * that what the blocks leave behind goes with it. Only the port is another than the document says: one that is free.
 */
export class Reader {
  readonly #directory: string
  readonly #env: NodeJS.ProcessEnv
  readonly #shell: ChildProcess
  readonly #servers = new Set<ChildProcess>()
  #url = DOCUMENTED
  #link = ''
  #output = ''
  #ran = 0

  static async open(): Promise<Reader> {
    const directory = await mkdtemp(join(tmpdir(), 'azukari-reader-'))
    for (const name of LINKED) symlinkSync(join(ROOT, name), join(directory, name))
    // npx itself takes a second each time to find what lies in node_modules/.bin.
    mkdirSync(join(directory, 'bin'))
    writeFileSync(join(directory, 'bin/npx'), '#!/bin/sh\nexec "$@"\n', { mode: 0o755 })
    return new Reader(directory)
  }

  private constructor(directory: string) {
    this.#directory = directory
    const { PATH = '', HOME = directory, LANG = 'C.UTF-8' } = process.env
    const path = `${join(directory, 'bin')}:${join(ROOT, 'node_modules/.bin')}:${PATH}`
    this.#env = { PATH: path, HOME, LANG, npm_config_offline: 'true', npm_config_update_notifier: 'false' }
    this.#shell = spawn('bash', ['-u', '-o', 'pipefail'], { cwd: directory, env: this.#env, detached: true })
    this.#shell.stdout?.on('data', (part) => {
      this.#output += part
    })
    this.#shell.stderr?.on('data', (part) => {
      this.#output += part
    })
  }

  /** Carries out one block; answers its exit code and what it printed. */
  async run(block: Block): Promise<{ code: number; output: string }> {
    if (block.stopped) await this.#stopServers()
    const text = this.#asHere(block.text)
    return block.background ? await this.#serve(text) : await this.#inShell(text)
  }

  async close(): Promise<void> {
    await this.#stopServers()
    this.#shell.stdin?.end()
    await ended(this.#shell)
    await rm(this.#directory, { recursive: true, force: true })
  }

  #asHere(text: string): string {
    return text
      .replaceAll(`${NAMED}/setup#azs_…`, this.#link)
      .replaceAll(DOCUMENTED, this.#url)
      .replaceAll('azukari serve', 'azukari serve --port 0')
  }

  async #inShell(text: string): Promise<{ code: number; output: string }> {
    const file = join(this.#directory, `.block-${++this.#ran}.sh`)
    // Stops at the first command that fails, and keeps what the block set for the next one.
    writeFileSync(file, `set -e\n${text}\nset +e\n`)
    const end = `__end_of_block_${this.#ran}__`
    this.#output = ''
    this.#shell.stdin?.write(
      `trap 'echo; echo ${end} $?' EXIT; source ${file} < /dev/null; echo; echo ${end} $?\n`,
    )
    for (;;) {
      const found = new RegExp(`\\n${end} (\\d+)\\n`).exec(this.#output)
      if (found) return { code: Number(found[1]), output: this.#output.slice(0, found.index) }
      if (this.#shell.exitCode !== null) return { code: this.#shell.exitCode || 1, output: this.#output }
      await new Promise((resolve) => setTimeout(resolve, 20))
    }
  }

  async #serve(text: string): Promise<{ code: number; output: string }> {
    const server = spawn('bash', ['-c', text], { cwd: this.#directory, env: this.#env, detached: true })
    this.#servers.add(server)
    let output = ''
    server.stderr.on('data', (part) => {
      output += part
    })
    const ready = Promise.withResolvers<boolean>()
    server.once('close', () => ready.resolve(false))
    let link: string | undefined
    createInterface({ input: server.stdout }).on('line', (line) => {
      output += `${line.replaceAll(this.#url, DOCUMENTED)}\n`
      const url = /is ready at (http:\S+)$/.exec(line)?.[1]
      if (url !== undefined) this.#url = url
      link = /(http:\S+\/setup#azs_\w+)$/.exec(line)?.[1] ?? link
      // The link is the last line of a first start; a later start says no more than that it is ready.
      if (link !== undefined) ready.resolve(true)
      else if (url !== undefined) setTimeout(() => ready.resolve(true), 300)
    })
    const isReady = await ready.promise
    this.#link = link ?? this.#link
    const named = this.#url.replace('127.0.0.1', 'localhost')
    const told = output.replaceAll(this.#url, DOCUMENTED).replaceAll(named, NAMED)
    return { code: isReady ? 0 : 1, output: told }
  }

  async #stopServers(): Promise<void> {
    for (const server of this.#servers) {
      const closed = ended(server)
      if (server.exitCode === null && server.pid !== undefined) process.kill(-server.pid, 'SIGINT')
      await closed
      this.#servers.delete(server)
    }
  }
}

function ended(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return Promise.resolve()
  return new Promise((resolve) => child.once('close', () => resolve()))
}
