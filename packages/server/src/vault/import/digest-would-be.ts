import type { BucketHandle, Keyring } from '../../keys/index.ts'
import { groupDigest, withEncodedGroup } from '../cells/encode-group.ts'
import type { CellToBe } from '../cells/group-plan.ts'
import type { PutSlot } from '../put/put-slot.ts'

/** The digest that a group of this record would have if it were made from these cells. */
export function digestWouldBe(
  keyring: Keyring,
  bucket: BucketHandle,
  { applied }: PutSlot,
  record: Buffer,
  cells: readonly CellToBe[],
): Buffer {
  const placed = { record, schema: applied.version, cells }
  return withEncodedGroup(placed, (encoded) => groupDigest(keyring, bucket, encoded))
}
