import { type Check, check } from '../platform/check.ts'
import { isGenericName } from './generic-names.ts'
import type { IdentityDeps } from './identity-deps.ts'

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
    without_owner: row?.orphans ?? 0,
    owned_by_operator: row?.operator ?? 0,
  }
  if (figures.without_owner > 0) return { state: 'violated', figures, why: 'some live keys have no owner' }
  if (figures.owned_by_operator > 0) {
    return {
      state: 'unknown',
      figures,
      why: 'some live keys belong to the machine’s operator, and no person is named',
    }
  }
  return { state: 'satisfied', figures }
})

// Reads the names that are there, so one that came in another way, or that a longer list now calls generic, is found.
const noGenericNames = check('identity.no-generic-names', async ({ read }) => {
  const rows = await read.query<{ name: string }>({
    text: 'SELECT name FROM identity.service WHERE disabled_ms IS NULL',
  })
  const generic = rows.filter((row) => isGenericName(row.name)).length
  const figures = { services: rows.length, generic }
  if (generic > 0) return { state: 'violated', figures, why: 'some services have a generic name' }
  return { state: 'satisfied', figures }
})

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
export function identityChecks({ keyLifetimeEnds }: Pick<IdentityDeps, 'keyLifetimeEnds'>): readonly Check[] {
  return [everyKeyHasOwner, noGenericNames, keysWithinLifetime(keyLifetimeEnds)]
}
