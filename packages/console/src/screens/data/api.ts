import { server } from '../../api/server.ts'

export interface Field {
  readonly name: string
  readonly type: string
  readonly class: string
  readonly personal: boolean
  readonly search: 'none' | 'exact'
  readonly required: boolean
  readonly mask: {
    readonly kind: 'constant' | 'partial'
    readonly text?: string | undefined
    readonly keepStart?: number | undefined
    readonly keepEnd?: number | undefined
  }
  readonly purposes: readonly string[]
}

export interface Collection {
  readonly name: string
  readonly role: { readonly kind: 'controller' | 'processor'; readonly for?: string | undefined }
  readonly events: readonly string[]
  readonly fields: readonly Field[]
  readonly purposes: readonly {
    readonly name: string
    readonly classes: readonly string[]
    readonly text?: { readonly en: string; readonly ja: string } | undefined
  }[]
  readonly retention: readonly {
    readonly classes: readonly string[]
    readonly destroy: unknown
    readonly else?: unknown | undefined
    readonly bucket?: 'day' | 'law' | undefined
  }[]
  readonly records: { readonly count: number; readonly more: boolean }
}

export interface Group {
  readonly classes: readonly string[]
  readonly state: 'readable' | 'destroyed'
  readonly destroy?: string | undefined
}

export interface ListedRecord {
  readonly record: string
  readonly id?: string | undefined
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
  readonly case?: string | undefined
  readonly masked?: boolean | undefined
}

export interface Revealed {
  readonly fields: Readonly<Record<string, unknown>>
  readonly gone: readonly string[]
  readonly promise: { readonly leaf: string }
}

export const listCollections = server.collectionList
export const listRecords = server.recordList
export const readMetadata = server.recordMetadata
export const revealFields = server.recordReveal
/** Ids of what has the value sought; and whether there are more. */
export interface Found {
  readonly ids: readonly string[]
  readonly more: boolean
}

export const search = server.recordSearch
