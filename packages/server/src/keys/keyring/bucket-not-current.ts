import { sqlstateOf } from '../../platform/db.ts'
import { BUCKET_NOT_CURRENT } from '../errors.ts'

/**
 * Whether the database refused a statement because a record key was not wrapped by its bucket's current key: the bucket was renewed or destroyed
 * since its handle was taken. Call `keyring.forgetPlaces()`, take the handle again, wrap again, retry.
 */
export const isBucketNotCurrent = (error: unknown): boolean => sqlstateOf(error) === BUCKET_NOT_CURRENT
