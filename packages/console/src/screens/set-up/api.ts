import { clientFor, type OperationEntry } from '@azukari/sdk'
import { queryOptions } from '@tanstack/react-query'

export interface ShippedPolicy {
  readonly name: string
  readonly title: { readonly en: string; readonly ja: string }
  readonly clauses: number
  /** As it comes, unchanged. */
  readonly inForce: boolean
}

export interface PolicyChoices {
  readonly inForce: { readonly policy: string; readonly version: number }
  /** Whether another one may be chosen without anybody else. */
  readonly open: boolean
  readonly policies: readonly ShippedPolicy[]
}

const entry = (method: 'GET' | 'POST', path: string): OperationEntry => ({
  method,
  path,
  inPath: [],
  spans: [],
  inQuery: [],
  send: method === 'POST' ? 'application/json' : undefined,
  read: 'json',
})

// The generated client does not have these two yet; they go the way its own operations go.
const { choices, choose } = clientFor(
  { choices: entry('GET', '/setup/policies'), choose: entry('POST', '/setup/policy') },
  {
    url: location.origin,
    cookie: true,
    fetch: (input: string | URL | Request, init?: RequestInit) =>
      fetch(input, { ...init, cache: 'no-store' }),
    retry: { attempts: 2, firstDelayMs: 150, longestDelayMs: 1500 },
  },
) as unknown as {
  choices(input: Record<never, never>): Promise<PolicyChoices>
  choose(input: { readonly body: { readonly policy: string } }): Promise<{ readonly version: number }>
}

/** The policies that come with Azukari. */
export const policyChoices = queryOptions({
  queryKey: ['policy', 'choices'],
  queryFn: () => choices({}),
})

/** Puts one of them in force while set-up lasts. */
export const choosePolicy = (policy: string) => choose({ body: { policy } })
