import type { BucketHandle, Keyring } from '../../keys/index.ts'
import { groupDigest, withEncodedGroup } from '../cells/encode-group.ts'
import { type CellToBe, cellsOf, groupPlan } from '../cells/group-plan.ts'
import type { Fields } from '../fields/field-values.ts'
import type { PutSlot } from '../put/put-slot.ts'

export interface Carried {
  readonly group: number
  readonly cells: readonly CellToBe[]
}

/** The groups that fields make cells in, under the policy in force. */
export function carriedBy({ applied, collection }: PutSlot, fields: Fields): Carried[] {
  const carried: Carried[] = []
  for (const group of groupPlan(applied, collection)) {
    const cells = cellsOf(group, fields)
    if (cells.length > 0) carried.push({ group: group.number, cells })
  }
  return carried
}

/** The digest that a group of this record would have if it were made from these cells. */
export function digestWouldBe(
  keyring: Keyring,
  bucket: BucketHandle,
  { applied, input }: PutSlot,
  record: Buffer,
  cells: readonly CellToBe[],
): Buffer {
  const group = { record, id: input.id, schema: applied.version, cells }
  return withEncodedGroup(group, (encoded) => groupDigest(keyring, bucket, encoded))
}
