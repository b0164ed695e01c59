import { z } from 'zod'
import { type Route, route } from '../../platform/route.ts'
import * as errors from '../errors.ts'
import { logPromise, recordParams } from '../schemas.ts'
import type { VaultDoors } from '../vault-doors.ts'
import { eraseOwner } from './erase-owner.ts'

const iso = (ms: number) => new Date(ms).toISOString()

/** Erases a data owner. The value that finds them comes in the body, never in the path, where others would log it. */
export function eraseRoute({ deps }: VaultDoors): Route {
  return route({
    operation: 'owner.erase',
    method: 'POST',
    path: '/collections/{collection}/erase-owner',
    summary:
      'Destroys the keys of everything personal about a data owner; tells what survives, why and until when',
    access: 'key',
    params: recordParams.pick({ collection: true }),
    body: z.strictObject({ subject: z.string().max(100), equals: z.string().max(2000) }),
    reply: z.object({
      records: z.int(),
      forgotten: z.int(),
      survives: z.array(
        z.object({
          classes: z.array(z.string()),
          why: z.enum(['law', 'hold', 'not_personal']),
          records: z.int(),
          until: z.iso.datetime().optional(),
        }),
      ),
      unreadableSince: z.iso.datetime(),
      promise: logPromise,
    }),
    statuses: [200],
    errors: [
      errors.unknownCollection,
      errors.accessDenied,
      errors.busyRecord,
      errors.subjectUnknown,
      errors.fieldsInvalid,
    ],
    async handle({ caller, params, body, requestId }) {
      const done = await eraseOwner(deps, caller, { ...params, ...body, requestId })
      const survives = done.survives.map(({ classes, why, records, untilMs }) => ({
        classes: [...classes],
        why,
        records,
        ...(untilMs === null ? {} : { until: iso(untilMs) }),
      }))
      const { records, forgotten, promise } = done
      return {
        status: 200,
        body: { records, forgotten, survives, unreadableSince: iso(done.unreadableSinceMs), promise },
      }
    },
  })
}
