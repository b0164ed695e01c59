import type { App } from '../../app.ts'
import { entryKind, OCSF } from '../../audit/index.ts'
import {
  type EpochRotationOptions,
  type Progress,
  rotateBucketKey,
  rotateEpoch,
  rotateTenantKey,
} from '../../keys/index.ts'

const keysRotated = entryKind('keys.rotated', OCSF.entityManagement, 3)

export type Rotation =
  | { readonly level: 'epoch'; readonly buckets: 'standing' | 'all' }
  | { readonly level: 'tenant'; readonly tenant: number }
  | { readonly level: 'bucket'; readonly bucket: number }

export interface Rotated extends Progress {
  /** When the provider has no copy of the old epoch key any more, milliseconds since 1970; only for an epoch. */
  readonly destroyedBy?: number
}

/**
 * Renews the keys of one level while servers go on. A crash leaves old and new keys side by side, both good; called again it goes on where it
 * stopped. The entry follows the last step: one that is missing means that the renewal has to be called again.
 */
export async function rotateKeys(
  { keyring, writers }: App,
  rotation: Rotation,
  onProgress: NonNullable<EpochRotationOptions['onProgress']>,
  by: { readonly actor: string; readonly request?: string } = { actor: 'operator' },
): Promise<Rotated> {
  const done = await rotate(keyring, rotation, onProgress)
  await writers.app.across(async (_tx, entries) => {
    const { level, ...subject } = rotation
    entries.add({
      kind: keysRotated,
      outcome: 'success',
      actor: by.actor,
      detail: { level, ...subject, keys: done.done, request: by.request },
    })
  })
  return done
}

function rotate(
  keyring: App['keyring'],
  rotation: Rotation,
  onProgress: NonNullable<EpochRotationOptions['onProgress']>,
): Promise<Rotated> {
  switch (rotation.level) {
    case 'epoch':
      return rotateEpoch(keyring, { buckets: rotation.buckets, onProgress })
    case 'tenant':
      return rotateTenantKey(keyring, rotation.tenant, { onProgress })
    case 'bucket':
      return rotateBucketKey(keyring, rotation.bucket, { onProgress })
  }
}
