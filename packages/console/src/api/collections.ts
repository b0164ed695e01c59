import { queryOptions } from '@tanstack/react-query'
import { server } from './server.ts'

export interface CollectionField {
  readonly name: string
  readonly type: string
  readonly class: string
  readonly personal: boolean
  readonly search: 'none' | 'exact'
  readonly required: boolean
  readonly purposes: readonly string[]
}

export interface CollectionItem {
  readonly name: string
  readonly events: readonly string[]
  readonly fields: readonly CollectionField[]
  readonly purposes: readonly {
    readonly name: string
    readonly basis: string
    readonly classes: readonly string[]
    readonly text?: { readonly en: string; readonly ja: string } | undefined
  }[]
  readonly records: { readonly count: number; readonly more: boolean }
}

const listCollections = server.collectionList

/** The collections of the policy in force, with how many records each holds. */
export const collections = queryOptions({ queryKey: ['collections'], queryFn: () => listCollections({}) })
