/** A browser as far as sign-in has to do with it: cookies by name, and what browsers say of themselves with each request. */
export class TestBrowser {
  readonly url: string
  readonly cookies = new Map<string, string>()
  /** Attributes of cookies as they were set. */
  readonly attributes = new Map<string, string>()
  headers: Record<string, string> = {
    'sec-fetch-site': 'same-origin',
    'x-azukari-client': 'console',
    'user-agent': 'test browser',
  }

  constructor(url: string) {
    this.url = url
  }

  get(path: string, headers: Record<string, string> = {}): Promise<Answer> {
    return this.#send('GET', path, undefined, headers)
  }

  post(path: string, body?: unknown, headers: Record<string, string> = {}): Promise<Answer> {
    return this.#send('POST', path, body, headers)
  }

  put(path: string, body: unknown, headers: Record<string, string> = {}): Promise<Answer> {
    return this.#send('PUT', path, body, headers)
  }

  cookie(): string {
    return [...this.cookies].map(([name, value]) => `${name}=${value}`).join('; ')
  }

  take(response: Response): void {
    for (const line of response.headers.getSetCookie()) {
      const [pair = '', ...rest] = line.split('; ')
      const at = pair.indexOf('=')
      const name = pair.slice(0, at)
      this.attributes.set(name, rest.join('; '))
      if (rest.includes('Max-Age=0')) this.cookies.delete(name)
      else this.cookies.set(name, pair.slice(at + 1))
    }
  }

  async #send(method: string, path: string, body: unknown, more: Record<string, string>): Promise<Answer> {
    const cookie = this.cookie()
    const response = await fetch(`${this.url}${path.startsWith('/') ? `/v1${path}` : path}`, {
      method,
      redirect: 'manual',
      headers: {
        ...this.headers,
        ...(cookie === '' ? {} : { cookie }),
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        ...more,
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    })
    this.take(response)
    const text = await response.text()
    const type = response.headers.get('content-type') ?? ''
    return {
      status: response.status,
      headers: response.headers,
      text,
      body: (type.includes('json') && text !== '' ? JSON.parse(text) : {}) as Record<string, unknown>,
    }
  }
}

export interface Answer {
  readonly status: number
  readonly headers: Headers
  readonly text: string
  readonly body: Record<string, unknown>
}
