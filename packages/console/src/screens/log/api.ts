import { operation } from '../../api/server.ts'

export interface Entry {
  readonly index: number
  readonly leaf: string
  readonly at: string
  readonly kind: string
  readonly class: number
  readonly outcome: 'success' | 'failure'
  readonly actor: string
  readonly tenant?: string
  readonly detail: Readonly<Record<string, unknown>>
  readonly commitments: Readonly<Record<string, string>>
  readonly opened?: Readonly<Record<string, string | readonly string[]>>
  readonly lane: { readonly id: string; readonly batch: number; readonly pos: number }
}

export interface Entries {
  readonly size: number
  readonly entries: readonly Entry[]
  readonly next?: number
}

export interface EntriesAsked {
  readonly from?: number
  readonly limit?: number
  readonly order?: 'newest' | 'oldest'
  readonly kind?: string
  readonly outcome?: string
  readonly openings?: 'true'
}

export interface LogHealth {
  readonly origin?: string
  readonly size: number
  readonly signed?: string
  readonly age_ms?: number
  readonly pending: { readonly batches: number; readonly entries: number; readonly overdue: number }
  readonly lanes: {
    readonly known: number
    readonly broken: readonly { readonly lane: string; readonly code: string }[]
  }
}

export const readEntries = operation<EntriesAsked, Entries>('GET', '/log/entries', {
  query: ['from', 'limit', 'order', 'kind', 'outcome', 'openings'],
})
export const readHealth = operation<Record<never, never>, LogHealth>('GET', '/log/health')
export const readLogKey = operation<Record<never, never>, { readonly vkey: string }>('GET', '/log/key')
export const followLog = operation<
  { from?: number; kind?: string; outcome?: string },
  ReadableStream<Uint8Array>
>('GET', '/log/follow', { query: ['from', 'kind', 'outcome'], read: 'stream' })
