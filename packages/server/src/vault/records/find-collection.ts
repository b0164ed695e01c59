import type { AppliedPolicy, CollectionModel } from '../../policy/index.ts'
import { unknownCollection } from '../errors.ts'

/** A collection of the policy and its number in stored rows. Throws `unknown_collection`. */
export function findCollection(
  applied: AppliedPolicy,
  name: string,
): { readonly collection: CollectionModel; readonly number: number } {
  const collection = Object.hasOwn(applied.model.collections, name)
    ? applied.model.collections[name]
    : undefined
  const number = applied.numbers.collection[name]
  if (!collection || number === undefined) {
    throw unknownCollection('the policy in force has no collection of this name', {
      fix: `one of: ${Object.keys(applied.model.collections).join(', ')}`,
    })
  }
  return { collection, number }
}
