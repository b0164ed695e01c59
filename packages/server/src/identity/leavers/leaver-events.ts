import { entryKind, OCSF } from '../../audit/index.ts'

// OCSF Account Change (3001): 2 enable, 5 disable. Entity Management (3004): 3 update (schema.ocsf.io).
export const personLeft = entryKind('person.left', OCSF.accountChange, 5)
export const personReturned = entryKind('person.returned', OCSF.accountChange, 2)
export const serviceHandedOver = entryKind('service.handed_over', OCSF.entityManagement, 3)
export const taskConfirmed = entryKind('leaver.task_confirmed', OCSF.entityManagement, 3)
