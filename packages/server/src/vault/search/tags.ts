import { hmac } from '../../keys/index.ts'
import type { AppliedPolicy, CollectionModel, FieldModel } from '../../policy/index.ts'
import type { Fields } from '../fields/field-values.ts'
import { fieldIndex } from '../fields/field-values.ts'
import { normalise } from '../fields/normalise.ts'

/** A normalised value to be digested, and the number of the field or subject it is found by. */
export interface TagInput {
  readonly field: number
  readonly class: string
  readonly value: string
}

/** HMAC-SHA-256 cut to 128 bits, over the normalised value in UTF-8. The key is the bucket's for this field and index version. */
export function tagOf(searchKey: Uint8Array, value: string): Buffer {
  return hmac(searchKey, value).subarray(0, 16)
}

/** A value as text, where it can be searched at all. */
export const comparable = (value: unknown): string | undefined =>
  typeof value === 'number' ? String(value) : typeof value === 'string' ? value : undefined

/** What a record is found by: its searchable fields, and its subjects (a subject has a number apart from its field's). */
export function tagInputs(applied: AppliedPolicy, collection: CollectionModel, fields: Fields): TagInput[] {
  const inputs: TagInput[] = []
  const add = (field: FieldModel, number: number | undefined) => {
    const value = comparable(fields[field.name])
    if (value === undefined || number === undefined) return
    const normalised = normalise(field, value, applied.model.region)
    if (normalised !== undefined) inputs.push({ field: number, class: field.class, value: normalised })
  }
  for (const field of searchable(collection)) {
    add(field, applied.numbers.field[`${collection.name}/${field.name}`])
  }
  for (const [subject, name] of Object.entries(collection.subjects)) {
    const field = fieldIndex(collection).get(name)
    // A searchable field's own tags find its subjects too.
    if (field && field.search !== 'exact') add(field, subjectNumber(applied, collection, subject))
  }
  return inputs
}

/** Subjects share the tag table with fields; theirs are the negative numbers. */
export function subjectNumber(
  applied: AppliedPolicy,
  collection: CollectionModel,
  subject: string,
): number | undefined {
  const number = applied.numbers.subject[`${collection.name}/${subject}`]
  return number === undefined ? undefined : -number
}

const searchables = new WeakMap<CollectionModel, readonly FieldModel[]>()

function searchable(collection: CollectionModel): readonly FieldModel[] {
  let fields = searchables.get(collection)
  if (!fields) {
    fields = collection.fields.filter((f) => f.search === 'exact')
    searchables.set(collection, fields)
  }
  return fields
}
