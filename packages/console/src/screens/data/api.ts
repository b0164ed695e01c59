import { operation } from '../../api/server.ts'

export interface Field {
  readonly name: string
  readonly type: string
  readonly class: string
  readonly personal: boolean
  readonly search: 'none' | 'exact'
  readonly required: boolean
  readonly mask: {
    readonly kind: 'constant' | 'partial'
    readonly text?: string
    readonly keep_start?: number
    readonly keep_end?: number
  }
  readonly purposes: readonly string[]
}

export interface Collection {
  readonly name: string
  readonly role: { readonly kind: 'controller' | 'processor'; readonly for?: string }
  readonly events: readonly string[]
  readonly fields: readonly Field[]
  readonly purposes: readonly {
    readonly name: string
    readonly classes: readonly string[]
    readonly text?: { readonly en: string; readonly ja: string }
  }[]
  readonly retention: readonly {
    readonly classes: readonly string[]
    readonly destroy: unknown
    readonly else?: unknown
    readonly bucket?: 'day' | 'law'
  }[]
  readonly records: { readonly count: number; readonly more: boolean }
}

export interface Group {
  readonly classes: readonly string[]
  readonly state: 'readable' | 'destroyed'
  readonly destroy?: string
}

export interface ListedRecord {
  readonly record: string
  readonly id?: string
  readonly version: number
  readonly state: 'readable' | 'partly' | 'destroyed'
  readonly created: string
  readonly updated: string
  readonly events: Readonly<Record<string, string>>
  readonly groups: readonly Group[]
}

export interface Metadata {
  readonly id: string
  readonly version: number
  readonly created: string
  readonly updated: string
  readonly events: Readonly<Record<string, string>>
  readonly masks: Readonly<Record<string, string>>
  readonly groups: readonly Group[]
}

export interface RevealAsked {
  readonly purpose: string
  readonly fields: readonly string[]
  readonly case?: string
  readonly masked?: boolean
}

export interface Revealed {
  readonly fields: Readonly<Record<string, unknown>>
  readonly gone: readonly string[]
  readonly promise: { readonly leaf: string }
}

interface One {
  readonly collection: string
  readonly id: string
}

export const listCollections = operation<
  Record<never, never>,
  { readonly collections: readonly Collection[] }
>('GET', '/collections')
export const listRecords = operation<
  { collection: string; after?: string; limit?: number; state?: string },
  { readonly records: readonly ListedRecord[]; readonly next?: string }
>('GET', '/collections/{collection}/records', { query: ['after', 'limit', 'state'] })
export const readMetadata = operation<One, Metadata>('GET', '/collections/{collection}/records/{id}')
export const revealFields = operation<One & { body: RevealAsked }, Revealed>(
  'POST',
  '/collections/{collection}/records/{id}/reveal',
)
export const search = operation<
  { collection: string; body: { field: string; equals: string; purpose: string; case?: string } },
  { readonly ids: readonly string[]; readonly more: boolean }
>('POST', '/collections/{collection}/search')
