import { type BucketHandle, hmac, type Keyring } from '../../keys/index.ts'
import type { Fields } from '../fields/field-values.ts'
import { fieldIndex } from '../fields/field-values.ts'
import type { PutSlot } from '../put/put-slot.ts'

/** Search keys are by field; no field of a policy has this number. */
const WHOLE_GROUP = 0
const DIGEST_VERSION = 1
const DIGEST_BYTES = 16

/** Fields of a record by the number of their group in the policy in force. */
export function fieldsByGroup(slot: PutSlot, fields: Fields): Map<number, [string, unknown][]> {
  const numbers = numbersOf(slot)
  const index = fieldIndex(slot.collection)
  const groups = new Map<number, [string, unknown][]>()
  for (const name of Object.keys(fields)) {
    const number = numbers.get(index.get(name)?.class ?? '')
    if (number === undefined) continue
    const of = groups.get(number)
    if (of) of.push([name, fields[name]])
    else groups.set(number, [[name, fields[name]]])
  }
  return groups
}

/**
 * 128 bits by which an import tells that a group of a record would hold what it holds: HMAC-SHA-256 over the record, the policy version and the fields in
 * order of their names, under a key of the bucket's seed. Whoever reads the tables cannot guess at values without that key; after the bucket's end nobody can.
 */
export function groupDigest(
  keyring: Keyring,
  bucket: BucketHandle,
  record: Buffer,
  slot: PutSlot,
  fields: readonly [string, unknown][],
): Buffer {
  const inOrder = [...fields].sort(([a], [b]) => (a < b ? -1 : 1))
  const message = JSON.stringify([record.toString('hex'), slot.applied.version, inOrder])
  return hmac(keyring.searchKey(bucket, WHOLE_GROUP, DIGEST_VERSION), message).subarray(0, DIGEST_BYTES)
}

const byCollection = new WeakMap<object, Map<string, number>>()

function numbersOf({ applied, collection }: PutSlot): Map<string, number> {
  let numbers = byCollection.get(collection)
  if (!numbers) {
    numbers = new Map()
    for (const group of collection.groups) {
      const number = applied.numbers.group[`${collection.name}/${group.key}`]
      if (number !== undefined) for (const name of group.classes) numbers.set(name, number)
    }
    byCollection.set(collection, numbers)
  }
  return numbers
}
