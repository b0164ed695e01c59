import { defineError } from '../../platform/errors.ts'

export const contractInvalid = defineError('contract_invalid', 422, 'A contract cannot be noted like this')
export const contractNotFound = defineError('contract_not_found', 404, 'There is no such contract')
