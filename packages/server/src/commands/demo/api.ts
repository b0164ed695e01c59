import type { LogPromise } from '@azukari/proof'

export interface Answer<T> {
  readonly status: number
  readonly body: T
}

/** What a refusal says of itself (RFC 9457). */
export interface Problem {
  readonly code?: string
  readonly clause?: string
  readonly reason?: string
  readonly detail?: string
}

export interface Revealed {
  readonly fields: Readonly<Record<string, unknown>>
  readonly gone: readonly string[]
  readonly promise: LogPromise
}

/** The HTTP API as one service calls it, with its own key: what a developer would write in five minutes. */
export class Api {
  readonly #base: string
  readonly #key: string | undefined

  constructor(url: string, key?: string) {
    this.#base = `${url}/v1`
    this.#key = key
  }

  async call<T>(
    method: string,
    path: string,
    body?: unknown,
    headers: Readonly<Record<string, string>> = {},
  ): Promise<Answer<T & Problem>> {
    const response = await fetch(`${this.#base}${path}`, {
      method,
      headers: {
        ...(this.#key === undefined ? {} : { authorization: `Bearer ${this.#key}` }),
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        ...headers,
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    })
    const text = await response.text()
    const isJson = /json/.test(response.headers.get('content-type') ?? '')
    return { status: response.status, body: (isJson ? JSON.parse(text) : text) as T & Problem }
  }

  reveal(
    id: string,
    purpose: string | undefined,
    fields: readonly string[],
  ): Promise<Answer<Revealed & Problem>> {
    return this.call('POST', `/collections/orders/records/${id}/reveal`, {
      ...(purpose === undefined ? {} : { purpose }),
      fields,
    })
  }

  search(
    field: string,
    equals: string,
    purpose: string,
  ): Promise<Answer<{ ids: readonly string[]; promise: LogPromise } & Problem>> {
    return this.call('POST', '/collections/orders/search', { field, equals, purpose })
  }
}
