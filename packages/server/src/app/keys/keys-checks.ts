import type { Configuration } from '../../config/index.ts'
import {
  endedBucketsCheck,
  environmentBoundCheck,
  fileModeCheck,
  type Keyring,
  noPlaintextCheck,
  oldEpochsGoneCheck,
} from '../../keys/index.ts'
import type { Check } from '../../platform/check.ts'

/** The key room's checks for the provider in use. */
export function keysChecks({ keys }: Configuration, keyring: Keyring): readonly Check[] {
  const file = keys.kind === 'file' ? [fileModeCheck(keys.directory)] : []
  return [
    noPlaintextCheck,
    endedBucketsCheck,
    oldEpochsGoneCheck(keyring.deps.root.provider),
    environmentBoundCheck(keyring.deps),
    ...file,
  ]
}
