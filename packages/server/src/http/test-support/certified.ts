import { Agent, request } from 'node:https'

export interface Pair {
  readonly cert: string
  readonly key: string
}

/** A client on a connection of its own that stays open, with a certificate or none. */
export class CertifiedClient {
  readonly agent: Agent
  readonly #port: number

  constructor(port: number, pair?: Pair) {
    this.#port = port
    this.agent = new Agent({ keepAlive: true, maxSockets: 1, rejectUnauthorized: false, ...pair })
  }

  async send(
    method: string,
    path: string,
    headers: Readonly<Record<string, string>> = {},
    body?: unknown,
  ): Promise<CertifiedAnswer> {
    const text = body === undefined ? undefined : JSON.stringify(body)
    const more =
      text === undefined
        ? {}
        : { 'content-type': 'application/json', 'content-length': `${Buffer.byteLength(text)}` }
    const options = {
      port: this.#port,
      host: 'localhost',
      method,
      path,
      agent: this.agent,
      headers: { ...headers, ...more },
    }
    return new Promise((resolve, reject) => {
      const sent = request(options, async (response) => {
        const chunks: Buffer[] = []
        for await (const chunk of response) chunks.push(chunk as Buffer)
        const all = Buffer.concat(chunks).toString()
        const body = all.startsWith('{') ? (JSON.parse(all) as Record<string, unknown>) : {}
        const cookies = response.headers['set-cookie'] ?? []
        resolve({ status: response.statusCode ?? 0, body, cookies })
      })
      sent.on('error', reject)
      sent.end(text)
    })
  }

  close(): void {
    this.agent.destroy()
  }
}

export interface CertifiedAnswer {
  readonly status: number
  readonly body: Readonly<Record<string, unknown>>
  readonly cookies: readonly string[]
}
