import { type CallOptions, createClient } from '@azukari/sdk'
import { languageNow } from '../i18n/language-now.ts'

const options = {
  url: location.origin,
  cookie: true,
  // Nothing that was read is kept by the browser, and nothing kept is taken for the state of things. The server answers in the person's language.
  fetch: (input: string | URL | Request, init?: RequestInit) => {
    const headers = new Headers(init?.headers)
    headers.set('accept-language', languageNow())
    return fetch(input, { ...init, headers, cache: 'no-store' })
  },
  // The person is waiting: a server that is away shows as such soon, and is asked again from there.
  retry: { attempts: 2, firstDelayMs: 150, longestDelayMs: 1500 },
} as const

/** Every operation that the generated client has. */
export const server = createClient(options)

export type { CallOptions }

/** The reply of a list that is read page by page. */
export interface Page<Item> {
  readonly items: readonly Item[]
  readonly next?: string | undefined
}
