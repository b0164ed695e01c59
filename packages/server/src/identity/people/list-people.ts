import { parseId } from '../../platform/ids.ts'
import { personNotFound } from '../errors.ts'
import type { FactorKind } from '../factors/factor-kinds.ts'
import { PERSON_COLUMNS, type PersonRow, type PersonSource, type PersonState } from './find-person.ts'
import type { PeopleDeps } from './people-deps.ts'
import { PERSON_ID, personId } from './person-id.ts'
import { openProfile, type Profile } from './profile.ts'

export interface ListedPerson extends Profile {
  readonly id: string
  readonly state: PersonState
  readonly source: PersonSource
  readonly locale: string
  readonly zone: string
  readonly factors: readonly FactorKind[]
  readonly providers: readonly string[]
  readonly roles: readonly string[]
  readonly createdMs: number
  readonly lastSeenMs: number | undefined
}

export interface PeopleFilter {
  readonly state?: PersonState | undefined
  readonly after?: string | undefined
  readonly limit?: number | undefined
}

type Row = PersonRow & {
  readonly totp: boolean
  readonly passkey: boolean
  readonly recovery: boolean
  readonly providers: string[]
}

const PAGE = 100
const SELECT = `SELECT ${PERSON_COLUMNS},
    EXISTS (SELECT FROM identity.factor f WHERE f.tenant = p.tenant AND f.person = p.id AND f.kind = 'totp' AND f.removed_ms IS NULL AND f.confirmed_ms IS NOT NULL) AS totp,
    EXISTS (SELECT FROM identity.factor f WHERE f.tenant = p.tenant AND f.person = p.id AND f.kind = 'passkey' AND f.removed_ms IS NULL AND f.confirmed_ms IS NOT NULL) AS passkey,
    EXISTS (SELECT FROM identity.recovery_code r WHERE r.tenant = p.tenant AND r.person = p.id AND r.used_ms IS NULL) AS recovery,
    ARRAY (SELECT DISTINCT e.provider FROM identity.external_identity e WHERE e.tenant = p.tenant AND e.person = p.id ORDER BY 1) AS providers
  FROM identity.person p`

/** The people of a tenant in the order in which they came, a page at a time; `next` is where the following one begins. */
export async function listPeople(
  deps: PeopleDeps,
  tenant: number,
  filter: PeopleFilter = {},
): Promise<{ people: readonly ListedPerson[]; next: string | undefined }> {
  const limit = Math.min(filter.limit ?? PAGE, PAGE)
  const after = filter.after === undefined ? Buffer.alloc(0) : parseId(PERSON_ID, filter.after)
  const rows = await deps.database.of(tenant).read.query<Row>(
    {
      text: `${SELECT} WHERE p.tenant = $1 AND p.id > $2 AND ($3::text IS NULL OR p.state = $3) ORDER BY p.id LIMIT $4`,
    },
    [tenant, after, filter.state ?? null, limit + 1],
  )
  const page = rows.slice(0, limit)
  const last = page.at(-1)
  const next = rows.length > limit && last !== undefined ? personId(last.id) : undefined
  return { people: await openRows(deps, tenant, page), next }
}

/** Throws `person_not_found`. */
export async function readPerson(deps: PeopleDeps, tenant: number, person: string): Promise<ListedPerson> {
  const rows = await deps.database
    .of(tenant)
    .read.query<Row>({ text: `${SELECT} WHERE p.tenant = $1 AND p.id = $2` }, [
      tenant,
      parseId(PERSON_ID, person),
    ])
  const [found] = await openRows(deps, tenant, rows)
  if (found === undefined) throw personNotFound('no person of this id in this tenant')
  return found
}

async function openRows(deps: PeopleDeps, tenant: number, rows: readonly Row[]): Promise<ListedPerson[]> {
  const roles = await deps.roles.of(
    tenant,
    rows.map((row) => row.id),
  )
  return Promise.all(
    rows.map(async (row) => {
      const id = personId(row.id)
      return {
        ...(await openProfile(deps.keyring, tenant, row.id, row.profile)),
        id,
        state: row.state,
        source: row.source,
        locale: row.locale,
        zone: row.zone,
        factors: (['totp', 'passkey', 'recovery'] as const).filter((kind) => row[kind]),
        providers: row.providers,
        roles: roles.get(id) ?? [],
        createdMs: row.created_ms,
        lastSeenMs: row.last_seen_ms ?? undefined,
      }
    }),
  )
}
