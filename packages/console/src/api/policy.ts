import { queryOptions } from '@tanstack/react-query'
import { server } from './server.ts'

/** Texts by path: `policy.yaml`, `policy.en.md`, `policy.ja.md`, `rules/…`. */
export type PolicyFiles = Readonly<Record<string, string>>

export interface Change {
  readonly kind: string
  /** What changed: `orders`, `orders/buyer.email`, `log_retention`, `A8`. */
  readonly path: string
  readonly severity: 'info' | 'notice' | 'danger'
  readonly text: { readonly en: string; readonly ja: string }
  /** The name under which it has to be accepted. */
  readonly accept?: { readonly name: string; readonly required: boolean } | undefined
}

/** One thing wrong with the files, or worth a look. Lines and columns begin at 1. */
export interface PolicyProblem {
  readonly code: string
  readonly severity: 'error' | 'warning'
  readonly file: string
  readonly line: number
  readonly column: number
  readonly message: string
  readonly fix: string
}

export interface Plan {
  readonly problems: readonly PolicyProblem[]
  /** The version it was made against. */
  readonly base?: number | undefined
  /** Absent when a problem is an error. */
  readonly changes?: readonly Change[] | undefined
}

export interface Proposed {
  readonly id: string
  readonly request: string
  readonly state: 'open' | 'approved'
  /** Once it is in force. */
  readonly version?: number | undefined
}

export interface Proposal {
  readonly id: string
  readonly policy: string
  readonly base: number
  readonly proposedBy: string
  readonly proposed: string
  readonly request: string | null
  readonly version: number | null
  /** Another version came into force after it was made. */
  readonly outdated: boolean
  readonly accepted: readonly string[]
  readonly changes: readonly Change[]
  readonly files: readonly {
    readonly name: string
    readonly before: string | null
    readonly after: string | null
  }[]
  /** What trying it out showed, on the data as it is. */
  readonly evidence: {
    readonly tried: string
    readonly stored: Readonly<Record<string, number>>
    readonly decisions: { readonly principals: number; readonly asked: number; readonly found: number }
  } | null
}

const readVersion = server.policyVersion
export const planPolicy = server.policyPlan
export const proposePolicy = server.policyPropose
const readProposal = server.policyProposal
export const approveProposal = server.policyApprove
export const acceptPolicy = server.policyAcknowledge

export const proposal = (id: string) =>
  queryOptions({ queryKey: ['policy', 'proposals', id], queryFn: () => readProposal({ id }) })

/** Those that wait for approval. */
export const proposals = queryOptions({
  queryKey: ['policy', 'proposals'],
  queryFn: async () => (await server.policyProposals()).proposals,
})

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
