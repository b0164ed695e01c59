import { defineError } from '../../platform/errors.ts'

export const leaverNotFound = defineError('leaver_not_found', 404, 'There is no such leaver')
export const leaverTaskNotFound = defineError('leaver_task_not_found', 404, 'There is no such task')
export const leaverTaskDone = defineError('leaver_task_done', 409, 'The task is confirmed already')
export const leaverOwnTask = defineError('leaver_own_task', 403, 'Another person confirms it')
export const handOverInvalid = defineError(
  'hand_over_invalid',
  422,
  'Nothing can be handed over to that person',
)
