import { defineError } from '../../platform/errors.ts'

export const allowListInvalid = defineError(
  'allow_list_invalid',
  422,
  'The list of what a scan allows cannot be used',
)
export const notADirectory = defineError('not_a_directory', 400, 'There is no such directory to scan')
