import { server } from '../../api/server.ts'

export interface Entry {
  readonly index: number
  readonly leaf: string
  readonly at: string
  readonly kind: string
  readonly class: number
  readonly outcome: 'success' | 'failure'
  readonly actor: string
  readonly tenant?: string | undefined
  readonly detail: Readonly<Record<string, unknown>>
  readonly commitments: Readonly<Record<string, string>>
  readonly opened?: Readonly<Record<string, string | readonly string[]>> | undefined
  readonly lane: { readonly id: string; readonly batch: number; readonly pos: number }
}

export interface Entries {
  readonly size: number
  readonly entries: readonly Entry[]
  readonly next?: number | undefined
}

export interface EntriesAsked {
  readonly from?: number | undefined
  readonly limit?: number | undefined
  readonly order?: 'newest' | 'oldest' | undefined
  readonly kind?: string | undefined
  readonly outcome?: 'success' | 'failure' | undefined
  readonly openings?: 'true' | undefined
}

export interface LogHealth {
  readonly origin?: string | undefined
  readonly size: number
  readonly signed?: string | undefined
  readonly ageMs?: number | undefined
  readonly pending: { readonly batches: number; readonly entries: number; readonly overdue: number }
  readonly lanes: {
    readonly known: number
    readonly broken: readonly { readonly lane: string; readonly code: string }[]
  }
}

export const readEntries = server.logList
export const readHealth = server.logHealth
export const readLogKey = server.logKey
export const followLog = server.logFollow
