import type { GrantCreateBody } from '@azukari/sdk'
import type { CollectionItem } from '../../api/collections.ts'

/** The first service's key, and what it may take fields out for. */
export interface FirstMade {
  readonly key: string
  readonly purpose: string
}

/** What the first service needs for a record's whole way, on one collection and for one purpose. */
export function grantsOf(
  collection: CollectionItem,
  purpose: string,
): readonly Omit<GrantCreateBody, 'principal'>[] {
  const { name } = collection
  const covered = collection.purposes.find((p) => p.name === purpose)?.classes ?? []
  const held = new Set(collection.fields.map((f) => f.class))
  const classes = covered.filter((c) => held.has(c))
  return [
    { action: 'put', collection: name, classes },
    { action: 'reveal', collection: name, classes, purpose },
    { action: 'event', collection: name },
    { action: 'read-metadata', collection: name },
    { action: 'delete', collection: name },
  ]
}

/** The purpose that covers most of the collection: the likeliest for its first service. */
export function likelyPurpose(collection: CollectionItem): string {
  const covered = (purpose: string) => collection.fields.filter((f) => f.purposes.includes(purpose)).length
  const [first] = collection.purposes.toSorted(
    (a, b) =>
      covered(b.name) - covered(a.name) || Number(b.basis === 'contract') - Number(a.basis === 'contract'),
  )
  return first?.name ?? ''
}

/** The fields that the first record of the copy-paste lines fills: two texts that the purpose covers, a name first. */
export function sampleFields(collection: CollectionItem, purpose: string): readonly string[] {
  const fits = collection.fields.filter(
    (f) => f.type === 'text' && f.search === 'none' && f.purposes.includes(purpose),
  )
  const wanted = ['recipient.line1', 'recipient.name', 'name']
  const covered = collection.fields.filter((f) => f.purposes.includes(purpose))
  const chosen = covered.filter((f) => wanted.includes(f.name))
  const names = covered.filter((f) => f.type === 'text' && f.personal && f.name.endsWith('.name'))
  const first = chosen.length > 0 ? chosen : names.slice(0, 1)
  return [...new Set([...first, ...fits].map((f) => f.name))].slice(0, 2)
}

/** What the lines fill a field with: somebody's name first. */
export const sampleValue = (field: string, place: number): string => {
  if (place === 0) return '山田 花子'
  return /(line1|address|site)$/i.test(field) ? '神田1-2-3' : '見本'
}
