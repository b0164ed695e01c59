import { ReadableStream } from 'node:stream/web'
import type { Command } from 'commander'
import { z } from 'zod'
import { parseSecretReference, readSecret } from '../config/index.ts'
import { AzukariError, defineError } from '../platform/errors.ts'
import { fetchWith, type TlsOptions } from './client-tls.ts'

const keyNeeded = defineError('key_needed', 400, 'A server is asked with a key')
const urlInvalid = defineError('url_invalid', 400, 'Not the URL of a server')
const serverUnreachable = defineError('server_unreachable', 503, 'The server cannot be reached')
const replyInvalid = defineError('reply_invalid', 502, 'That is not how an Azukari server answers')

/** How a command names a server in place of a data directory. */
export interface RemoteOptions extends TlsOptions {
  readonly url?: string
  readonly key?: string
}

export function withUrl(command: Command): Command {
  return command
    .option('--url <url>', 'a running server, in place of a data directory')
    .option('--key <ref>', 'env:NAME or file:PATH with the key for --url')
    .option('--client-cert <file>', 'PEM; shown to --url, for a key that is bound to a certificate')
    .option('--client-key <ref>', 'its private key: a file of mode 0600, or env:NAME')
    .option('--ca <file>', 'PEM; who may have signed the certificate of --url')
}

/** The server that a command names; undefined: none, the data directory is meant. Throws `url_invalid`, `key_needed`, and what reading a secret and `fetchWith` throw. */
export function remoteOf({ url, key, ...tls }: RemoteOptions): Remote | undefined {
  if (url === undefined) return undefined
  if (key === undefined) throw keyNeeded('--key is missing', { fix: '--key env:NAME or file:PATH' })
  return new Remote(url, readSecret(parseSecretReference(key, '--key')), fetchWith(tls))
}

/** Throws `url_invalid` for a command that only a server can carry out. */
export function requireRemote(options: RemoteOptions): Remote {
  const remote = remoteOf(options)
  if (!remote) throw urlInvalid('--url is missing', { fix: '--url https://… --key env:NAME' })
  return remote
}

const problem = z.looseObject({
  code: z.string(),
  title: z.string(),
  detail: z.string(),
  status: z.int(),
  fix: z.string().optional(),
  where: z.record(z.string(), z.union([z.string(), z.number()])).optional(),
})
const extra = z.union([z.string(), z.number(), z.boolean(), z.array(z.string())])

/** A server, as a service with a key sees it. */
export class Remote {
  readonly #base: string
  readonly #key: string
  readonly #fetcher: typeof fetch

  /** Throws `url_invalid`, also for plain HTTP to another machine: the key would go over the wire as it is. */
  constructor(url: string, key: string, fetcher: typeof fetch = fetch) {
    const parsed = URL.canParse(url) ? new URL(url) : undefined
    const isLocal = parsed && ['localhost', '127.0.0.1', '[::1]'].includes(parsed.hostname)
    if (!parsed || !(parsed.protocol === 'https:' || (parsed.protocol === 'http:' && isLocal))) {
      throw urlInvalid('https, or http to this machine', { fix: '--url https://…' })
    }
    this.#base = `${parsed.origin}${parsed.pathname.replace(/\/+$/, '')}/v1`
    this.#key = key
    this.#fetcher = fetcher
  }

  get<T>(path: string, reply: z.ZodType<T>): Promise<T> {
    return this.#json('GET', path, undefined, reply)
  }

  post<T>(path: string, body: unknown, reply: z.ZodType<T>): Promise<T> {
    return this.#json('POST', path, body, reply)
  }

  /** Sends a stream and answers the reply's bytes while it is still being sent. */
  async stream(
    path: string,
    type: string,
    body: AsyncIterable<Uint8Array>,
  ): Promise<AsyncIterable<Uint8Array>> {
    // `duplex`: the answer is read while the request is still being written (WHATWG fetch); the DOM's types do not know it yet.
    const streamed = { body: ReadableStream.from(body) as unknown as BodyInit, duplex: 'half' }
    const response = await this.#fetch(path, {
      method: 'POST',
      headers: { 'content-type': type },
      ...streamed,
    })
    if (!response.body) throw replyInvalid('the answer is empty')
    return response.body
  }

  async #json<T>(method: string, path: string, body: unknown, reply: z.ZodType<T>): Promise<T> {
    const sent =
      body === undefined
        ? {}
        : { body: JSON.stringify(body), headers: { 'content-type': 'application/json' } }
    const response = await this.#fetch(path, { method, ...sent })
    const parsed = reply.safeParse(await response.json().catch(() => undefined))
    if (!parsed.success) throw replyInvalid(`${method} ${path} was answered with something else`)
    return parsed.data
  }

  async #fetch(path: string, init: RequestInit): Promise<Response> {
    const headers = {
      ...(init.headers as Record<string, string> | undefined),
      authorization: `Bearer ${this.#key}`,
    }
    const fetcher = this.#fetcher
    let response: Response
    try {
      response = await fetcher(`${this.#base}${path}`, { ...init, headers, redirect: 'error' })
    } catch (cause) {
      throw serverUnreachable('no answer', { cause, fix: 'is it running, and is --url right?' })
    }
    if (!response.ok) throw errorOf(response.status, await response.json().catch(() => undefined))
    return response
  }
}

/** The error that a problem+json (RFC 9457) tells of, code and all. */
function errorOf(status: number, body: unknown): AzukariError {
  const parsed = problem.safeParse(body)
  if (!parsed.success) return replyInvalid(`it answered ${status}`)
  const { code, title, detail, fix, where, type: _, instance: __, status: ___, ...rest } = parsed.data
  const more = Object.fromEntries(Object.entries(rest).filter(([, value]) => extra.safeParse(value).success))
  return new AzukariError(code, status, title, detail, {
    ...(fix === undefined ? {} : { fix }),
    ...(where === undefined ? {} : { where }),
    extra: more as AzukariError['extra'],
  })
}
