import { z } from 'zod'
import type { Database } from '../../platform/db.ts'
import { formatId, parseId } from '../../platform/ids.ts'
import { type Route, route } from '../../platform/route.ts'
import { policyVersionUnknown } from '../errors.ts'
import { type AcknowledgeDeps, acknowledge } from './acknowledge.ts'

export interface AcknowledgeRouteDeps extends AcknowledgeDeps {
  readonly database: Database
}

const PERSON_ID = 'per'
const personId = z.string().regex(/^per_[0-9a-f]{32}$/)

/** Who has read the policy: each person says so themselves, for each version. */
export function acknowledgeRoutes(deps: AcknowledgeRouteDeps): readonly Route[] {
  return [acknowledgeRoute(deps), listRoute(deps)]
}

const acknowledgeRoute = (deps: AcknowledgeRouteDeps) =>
  route({
    operation: 'policy.acknowledge',
    method: 'POST',
    path: '/policy/acknowledgements',
    summary: 'Say that one has read and accepts the policy version in force',
    access: 'session',
    body: z.strictObject({ version: z.int().min(1), lang: z.enum(['en', 'ja']) }),
    reply: z.object({ version: z.int(), accepted: z.iso.datetime() }),
    statuses: [200],
    errors: [policyVersionUnknown],
    async handle({ caller, body }) {
      const { version, acceptedMs } = await acknowledge(deps, caller, body.version, body.lang)
      return { status: 200, body: { version, accepted: new Date(acceptedMs).toISOString() } }
    },
  })

interface Row {
  readonly person: Buffer
  readonly version: number
  readonly lang: 'en' | 'ja'
  readonly accepted_ms: number
}

const listRoute = ({ database }: AcknowledgeRouteDeps) =>
  route({
    operation: 'policy.acknowledgements',
    method: 'GET',
    path: '/policy/acknowledgements',
    summary: 'Who has accepted which version of the policy, newest version first',
    access: { action: 'read-access' },
    query: z.strictObject({
      version: z.coerce.number().int().min(1).max(2_147_483_647).optional(),
      person: personId.optional(),
      after: z
        .string()
        .regex(/^[0-9]{1,9}\.per_[0-9a-f]{32}$/)
        .optional(),
      limit: z.coerce.number().int().min(1).max(200).optional(),
    }),
    reply: z.object({
      items: z.array(
        z.object({
          person: personId,
          version: z.int(),
          lang: z.enum(['en', 'ja']),
          accepted: z.iso.datetime(),
        }),
      ),
      next: z.string().optional(),
    }),
    statuses: [200],
    errors: [],
    async handle({ caller, query: { version, person, after, limit = 50 } }) {
      const [afterVersion, afterPerson] = after === undefined ? [] : after.split('.')
      const rows = await database.of(caller.tenant).read.query<Row>(
        {
          text: `SELECT person, version, lang, accepted_ms FROM policy.acknowledgement
                 WHERE tenant = $1 AND ($2::int IS NULL OR version = $2) AND ($3::bytea IS NULL OR person = $3)
                   AND ($4::int IS NULL OR version < $4 OR (version = $4 AND person > $5))
                 ORDER BY version DESC, person LIMIT $6`,
        },
        [
          caller.tenant,
          version ?? null,
          person === undefined ? null : parseId(PERSON_ID, person),
          afterVersion === undefined ? null : Number(afterVersion),
          afterPerson === undefined ? null : parseId(PERSON_ID, afterPerson),
          limit + 1,
        ],
      )
      const items = rows.slice(0, limit).map((row) => ({
        person: formatId(PERSON_ID, row.person),
        version: row.version,
        lang: row.lang,
        accepted: new Date(row.accepted_ms).toISOString(),
      }))
      const last = items.at(-1)
      const next = rows.length > limit && last ? { next: `${last.version}.${last.person}` } : {}
      return { status: 200, body: { items, ...next } }
    },
  })
