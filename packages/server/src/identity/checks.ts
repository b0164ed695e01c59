import { type Check, check } from '../platform/check.ts'
import type { Sql } from '../platform/db.ts'
import type { IdentityDeps } from './identity-deps.ts'
import { openProfile, type PeopleKeys } from './people/profile.ts'
import { isGenericName, isGenericPerson } from './services/generic-names.ts'

const LIVE_KEYS = `FROM identity.key k LEFT JOIN identity.service s ON s.tenant = k.tenant AND s.id = k.service
  WHERE k.expires_ms > $1 AND coalesce(k.revoked_ms > $1, true) AND s.disabled_ms IS NULL`

// A2: every key has one owner. The machine's operator is a role, not a person: as long as keys are theirs, nobody can say that it holds.
const everyKeyHasOwner = check('access.every-key-has-owner', async ({ read, clock }) => {
  const [row] = await read.query<{ keys: number; orphans: number; operator: number }>(
    {
      text: `SELECT count(*) AS keys, count(*) FILTER (WHERE coalesce(s.owner, '') = '') AS orphans,
                    count(*) FILTER (WHERE s.owner = 'operator') AS operator ${LIVE_KEYS}`,
    },
    [clock.now()],
  )
  const figures = {
    keys: row?.keys ?? 0,
    withoutOwner: row?.orphans ?? 0,
    ownedByOperator: row?.operator ?? 0,
  }
  if (figures.withoutOwner > 0) return { state: 'violated', figures, why: 'some live keys have no owner' }
  if (figures.ownedByOperator > 0) {
    return {
      state: 'unknown',
      figures,
      why: 'some live keys belong to the machine’s operator, and no person is named',
    }
  }
  return { state: 'satisfied', figures }
})

// Reads the names that are there, so one that came in another way, or that a longer list now calls generic, is found. Without the keys only the
// services' can be read.
const noGenericNames = (keyring: PeopleKeys | undefined) =>
  check('identity.no-generic-names', async ({ read }) => {
    const rows = await read.query<{ name: string }>({
      text: 'SELECT name FROM identity.service WHERE disabled_ms IS NULL',
    })
    const services = rows.filter((row) => isGenericName(row.name)).length
    const people = keyring === undefined ? { all: 0, generic: 0 } : await genericPeople(read, keyring)
    const generic = services + people.generic
    const figures = { services: rows.length, people: people.all, generic }
    if (generic > 0) {
      return { state: 'violated', figures, why: 'some services or people have a generic name' }
    }
    return { state: 'satisfied', figures }
  })

async function genericPeople(read: Sql, keyring: PeopleKeys): Promise<{ all: number; generic: number }> {
  const rows = await read.query<{ tenant: number; id: Buffer; profile: Buffer }>({
    text: `SELECT p.tenant, p.id, p.profile FROM identity.person p JOIN keys.tenant t ON t.tenant = p.tenant AND t.state = 'live'
           WHERE p.state <> 'left'`,
  })
  let generic = 0
  for (const { tenant, id, profile } of rows) {
    const { name, userName } = await openProfile(keyring, tenant, id, profile)
    if (isGenericPerson(name) || isGenericPerson(userName.split('@')[0] ?? '')) generic++
  }
  return { all: rows.length, generic }
}

const keysWithinLifetime = (endsMs: IdentityDeps['keyLifetimeEnds']) =>
  check('identity.keys-within-lifetime', async ({ read, clock }) => {
    const rows = await read.query<{ created_ms: number; expires_ms: number }>(
      { text: `SELECT k.created_ms, k.expires_ms ${LIVE_KEYS}` },
      [clock.now()],
    )
    let beyond = 0
    for (const { created_ms: made, expires_ms: expires } of rows) {
      if (expires > (await endsMs(made))) beyond++
    }
    const figures = { keys: rows.length, beyond }
    if (beyond > 0) {
      return { state: 'violated', figures, why: 'some live keys end later than the policy in force allows' }
    }
    return { state: 'satisfied', figures }
  })

/** What the room can measure, over all tenants. */
export function identityChecks({
  keyLifetimeEnds,
  keyring,
}: Pick<IdentityDeps, 'keyLifetimeEnds'> & { readonly keyring?: PeopleKeys | undefined }): readonly Check[] {
  return [everyKeyHasOwner, noGenericNames(keyring), keysWithinLifetime(keyLifetimeEnds)]
}
