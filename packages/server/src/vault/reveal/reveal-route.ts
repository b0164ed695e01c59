import { z } from 'zod'
import { type Route, route } from '../../platform/route.ts'
import * as errors from '../errors.ts'
import { caseName, logPromise, recordParams, version } from '../schemas.ts'
import type { VaultDoors } from '../vault-doors.ts'
import { revealByStaff } from './reveal-by-staff.ts'

/** What both a service and a person ask by: a service by its grants, a person in a case. */
export function revealRoute(doors: VaultDoors): Route {
  return route({
    operation: 'record.reveal',
    method: 'POST',
    path: '/collections/{collection}/records/{id}/reveal',
    summary:
      'Fields of a record for a stated purpose; the entry that says so is durable before the answer leaves',
    access: 'key',
    params: recordParams,
    // Without a purpose it is a refusal like any other: decided, with its clause, and logged.
    body: z.strictObject({
      purpose: z.string().max(100).optional(),
      fields: z.array(z.string().max(200)).max(1000).optional(),
      masked: z.boolean().optional(),
      case: caseName,
    }),
    reply: z.object({
      id: z.string(),
      version,
      fields: z.record(z.string(), z.unknown()),
      gone: z.array(z.string()),
      promise: logPromise,
    }),
    statuses: [200],
    errors: [
      errors.unknownCollection,
      errors.recordIdInvalid,
      errors.accessDenied,
      errors.busyRecord,
      errors.fieldsInvalid,
      errors.recordNotFound,
      errors.recordDestroyed,
      errors.cellUnreadable,
    ],
    async handle({ caller, params, body, requestId }) {
      const { purpose, fields, masked, case: caseId } = body
      const input = { ...params, purpose, fields, masked, requestId }
      const done = await (caller.kind === 'person'
        ? revealByStaff(doors, caller, { ...input, caseId })
        : doors.revealer.reveal(caller, input))
      return { status: 200, body: { ...done, gone: [...done.gone] }, headers: { etag: `"${done.version}"` } }
    },
  })
}
