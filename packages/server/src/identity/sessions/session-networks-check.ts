import { type Check, check } from '../../platform/check.ts'
import type { Sql } from '../../platform/db.ts'
import { plainAddress } from '../networks/cidr.ts'
import { openFor, type PeopleKeys } from '../people/profile.ts'

const LIVE = {
  name: 'identity-session-networks-check',
  text: `SELECT s.tenant, s.id, s.origin FROM identity.session s
    JOIN identity.person p ON p.tenant = s.tenant AND p.id = s.person AND p.state = 'active'
    JOIN keys.tenant t ON t.tenant = s.tenant AND t.state = 'live'
    WHERE s.state = 'full' AND s.ended_ms IS NULL AND s.until_ms > $1 AND s.seen_ms + s.idle_ms > $1`,
}

// The database compares, not the lists that the server holds: those are the control.
const OUTSIDE = {
  name: 'identity-session-networks-outside',
  text: `SELECT count(*) AS outside FROM unnest($1::int[], $2::inet[]) AS a (tenant, address)
    WHERE NOT EXISTS (SELECT FROM identity.network n WHERE n.tenant = a.tenant AND n.scope = 'staff' AND n.removed_ms IS NULL
      AND a.address <<= n.network)`,
}

/**
 * S12: where each live session of an active person was begun, by the address sealed with it, against the staff networks that are on the list now. A session
 * that was begun before the list grew shorter counts until it ends, although it can no longer act from there.
 */
export const sessionsOnStaffNetworks = (keyring: PeopleKeys): Check =>
  check('identity.sessions-on-staff-networks', async ({ read, clock }) => {
    const [staff] = await read.query<{ people: number }>({
      text: `SELECT count(*) AS people FROM identity.person WHERE state = 'active'`,
    })
    const rows = await read.query<{ tenant: number; id: Buffer; origin: Buffer }>(LIVE, [clock.now()])
    const outside = await countOutside(read, keyring, rows)
    const figures = { peopleActive: staff?.people ?? 0, sessions: rows.length, outside }
    if (figures.peopleActive === 0)
      return { state: 'unknown', figures, why: 'nobody on the staff is registered' }
    if (outside > 0)
      return { state: 'violated', figures, why: 'some live sessions were begun outside the staff networks' }
    return { state: 'satisfied', figures }
  })

async function countOutside(
  read: Sql,
  keyring: PeopleKeys,
  rows: readonly { tenant: number; id: Buffer; origin: Buffer }[],
): Promise<number> {
  const tenants: number[] = []
  const addresses: string[] = []
  for (const { tenant, id, origin } of rows) {
    const opened = await openFor(keyring, tenant, id, 'session', origin)
    const { address } = JSON.parse(opened.toString('utf8')) as { address: string }
    tenants.push(tenant)
    // What is no address is on no network.
    addresses.push(plainAddress(address) ?? '::')
  }
  const [row] = await read.query<{ outside: number }>(OUTSIDE, [tenants, addresses])
  return row?.outside ?? 0
}
