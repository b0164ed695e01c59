import type { AzukariError } from '../../platform/errors.ts'
import { isAzukariError } from '../../platform/errors.ts'

const OWN = ['cell_unreadable', 'ciphertext_invalid', 'key_provider_unavailable', 'key_provider_refused']

/**
 * Errors of one record's cells or keys: the refusal of that slot, with its entry, and nothing to its neighbours in the group, whose keys may
 * well be at hand.
 */
export const isSlotsOwn = (error: unknown): error is AzukariError =>
  isAzukariError(error) && OWN.includes(error.code)
