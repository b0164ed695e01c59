import { createHash, X509Certificate } from 'node:crypto'
import { readFile, stat } from 'node:fs/promises'
import { type AuditWriter, entryKind, OCSF } from '../../audit/index.ts'
import type { HttpServer } from '../../http/index.ts'
import type { Logger } from '../../platform/logger.ts'

const certificateChanged = entryKind('listener.certificate_changed', OCSF.entityManagement, 3)

export interface TlsReloadOptions {
  readonly server: Pick<HttpServer, 'reloadTls'>
  readonly files: {
    readonly certFile: string
    readonly keyFile: string
    readonly clientCaFile?: string | undefined
  }
  readonly writer: AuditWriter
  readonly log: Logger
  /** How often the files are looked at, in milliseconds. */
  readonly everyMs?: number
}

const EVERY_MS = 10_000

/**
 * Takes a new certificate while serving. The files are looked at rather than watched: they are often links that are put in place of one another, which file
 * watches miss. Certificate and key change one after the other; while they do not belong together the old pair goes on, and the next look tries again.
 */
export class TlsReload {
  readonly #options: TlsReloadOptions
  #timer: NodeJS.Timeout | undefined
  /** What the files looked like when they were last tried, good or not. */
  #tried: string | undefined
  #running: Promise<void> | undefined

  constructor(options: TlsReloadOptions) {
    this.#options = options
  }

  async start(): Promise<void> {
    this.#tried = await this.#signature()
    this.#timer = setInterval(() => void this.#look(), this.#options.everyMs ?? EVERY_MS)
  }

  async stop(): Promise<void> {
    clearInterval(this.#timer)
    await this.#running
  }

  /** At once, changed or not: for SIGHUP. */
  reload(): Promise<void> {
    this.#running ??= this.#reload().finally(() => {
      this.#running = undefined
    })
    return this.#running
  }

  async #look(): Promise<void> {
    if ((await this.#signature()) !== this.#tried) await this.reload()
  }

  // Never throws: a certificate that cannot be used must not take the one that can with it.
  async #reload(): Promise<void> {
    const { server, files, writer, log } = this.#options
    this.#tried = await this.#signature()
    try {
      await server.reloadTls()
      const { fingerprint256, validTo } = new X509Certificate(await readFile(files.certFile))
      const certificate = fingerprint256.replaceAll(':', '').toLowerCase()
      const until = new Date(validTo).toISOString()
      const client_ca = files.clientCaFile && digest(await readFile(files.clientCaFile))
      await writer.across(async (_tx, entries) =>
        entries.add({
          kind: certificateChanged,
          outcome: 'success',
          actor: 'system',
          detail: { certificate, until, client_ca },
        }),
      )
      log.info('the listener has a new certificate')
    } catch (error) {
      const code = error instanceof Error && 'code' in error ? String(error.code) : 'internal_error'
      log.error('a new certificate cannot be used; the old one goes on', { room: 'http', code })
    }
  }

  async #signature(): Promise<string> {
    const { certFile, keyFile, clientCaFile } = this.#options.files
    const files = clientCaFile === undefined ? [certFile, keyFile] : [certFile, keyFile, clientCaFile]
    const each = files.map((file) =>
      stat(file).then(
        ({ mtimeMs, size, ino }) => `${mtimeMs}/${size}/${ino}`,
        () => 'gone',
      ),
    )
    return (await Promise.all(each)).join(' ')
  }
}

const digest = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex')
