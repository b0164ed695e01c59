import { queryOptions } from '@tanstack/react-query'
import { operation, server } from './server.ts'

/** Texts by path: `policy.yaml`, `policy.en.md`, `policy.ja.md`, `rules/…`. */
export type PolicyFiles = Readonly<Record<string, string>>

export interface Change {
  readonly kind: string
  /** What changed: `orders`, `orders/buyer.email`, `log_retention`, `A8`. */
  readonly path: string
  readonly severity: 'info' | 'notice' | 'danger'
  readonly text: { readonly en: string; readonly ja: string }
  /** The name under which it has to be accepted. */
  readonly accept?: { readonly name: string; readonly required: boolean }
}

export interface Plan {
  /** The version it was made against. */
  readonly base: number
  readonly changes: readonly Change[]
  /** A personal record does not exist yet, and nobody else has to approve. */
  readonly bootstrap?: boolean
}

export interface Proposed {
  readonly id: string
  readonly request?: string
  readonly version?: number
}

const readVersion = operation<{ version: number }, { version: number; files: PolicyFiles }>(
  'GET',
  '/policy/versions/{version}',
)
export const planPolicy = operation<{ body: { files: PolicyFiles } }, Plan>('POST', '/policy/plan')
export const proposePolicy = operation<
  { body: { files: PolicyFiles; accept: readonly string[]; reason: string } },
  Proposed
>('POST', '/policy/proposals')
export const acceptPolicy = operation<{ body: { version: number; lang: 'en' | 'ja' } }, unknown>(
  'POST',
  '/policy/acknowledgements',
)

/** Newest first. */
export const policyVersions = queryOptions({
  queryKey: ['policy', 'versions'],
  queryFn: async () => (await server.policyHistory()).versions.toSorted((a, b) => b.version - a.version),
})

export const policyVersion = (version: number) =>
  queryOptions({
    queryKey: ['policy', 'versions', version],
    queryFn: () => readVersion({ version }),
    // An applied version never changes.
    staleTime: Number.POSITIVE_INFINITY,
  })
