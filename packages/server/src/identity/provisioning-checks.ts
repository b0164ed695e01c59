import { type Check, check } from '../platform/check.ts'
import type { Why } from '../platform/reasons.ts'

interface NetworkCounts {
  readonly tenants: number
  readonly listed: number
  readonly networks: number
  readonly unapproved: number
}

const NETWORKS = `SELECT count(*) AS tenants, count(*) FILTER (WHERE n.networks > 0) AS listed,
    coalesce(sum(n.networks), 0)::bigint AS networks, coalesce(sum(n.unapproved), 0)::bigint AS unapproved
  FROM keys.tenant t CROSS JOIN LATERAL (
    SELECT count(*) AS networks, count(*) FILTER (WHERE unapproved IS NOT NULL) AS unapproved FROM identity.network n
    WHERE n.tenant = t.tenant AND n.removed_ms IS NULL AND n.scope = $1
  ) n WHERE t.state = 'live'`

// A1. Reads the lists themselves: what the program holds of them is the control.
const networksDeclared = check('identity.networks-declared', async ({ read }) => {
  const [row] = await read.query<NetworkCounts>({ text: NETWORKS }, ['all'])
  return judge(row, 'some tenants have no list: their addresses are not asked about')
})

// S12. A tenant in which no person works needs no staff network.
const staffNetworks = check('identity.staff-networks', async ({ read }) => {
  const [people] = await read.query<{ n: number }>({
    text: `SELECT count(*) AS n FROM identity.person WHERE state = 'active'`,
  })
  const peopleActive = people?.n ?? 0
  if (peopleActive === 0)
    return { state: 'unknown', figures: { peopleActive }, why: 'nobody on the staff is registered' }
  const [row] = await read.query<NetworkCounts>(
    {
      text: `${NETWORKS} AND EXISTS (SELECT FROM identity.person p WHERE p.tenant = t.tenant AND p.state = 'active')`,
    },
    ['staff'],
  )
  const judged = judge(row, 'some tenants have no staff network: people are let in from anywhere')
  return { ...judged, figures: { ...judged.figures, peopleActive } }
})

function judge(row: NetworkCounts | undefined, why: Why) {
  const figures = {
    tenants: row?.tenants ?? 0,
    tenantsWithList: row?.listed ?? 0,
    networks: row?.networks ?? 0,
    withoutApproval: row?.unapproved ?? 0,
  }
  if (figures.tenants === 0 || figures.tenantsWithList < figures.tenants)
    return { state: 'violated', figures, why } as const
  if (figures.withoutApproval > 0)
    return { state: 'violated', figures, why: 'some networks are on the list without an approval' } as const
  return { state: 'satisfied', figures } as const
}

// A5. Counts sessions that could act now, by the rows that make them sessions and devices.
const sessionsOnDevices = check('identity.sessions-on-company-devices', async ({ read, clock }) => {
  const [row] = await read.query<{
    people: number
    sessions: number
    without: number
    devices: number
    alone: number
  }>(
    {
      text: `SELECT (SELECT count(*) FROM identity.person WHERE state = 'active') AS people,
               (SELECT count(*) FROM identity.device WHERE approved_ms IS NOT NULL AND revoked_ms IS NULL) AS devices,
               (SELECT count(*) FROM identity.device WHERE unapproved IS NOT NULL AND revoked_ms IS NULL) AS alone,
               count(*) AS sessions,
               count(*) FILTER (WHERE d.id IS NULL OR d.approved_ms IS NULL OR d.revoked_ms IS NOT NULL) AS without
             FROM identity.session s JOIN identity.person p ON p.tenant = s.tenant AND p.id = s.person AND p.state = 'active'
             LEFT JOIN identity.device d ON d.tenant = s.tenant AND d.id = s.device AND d.person = s.person
             WHERE s.state = 'full' AND s.ended_ms IS NULL AND s.until_ms > $1 AND s.seen_ms + s.idle_ms > $1`,
    },
    [clock.now()],
  )
  const figures = {
    peopleActive: row?.people ?? 0,
    sessions: row?.sessions ?? 0,
    notOnADevice: row?.without ?? 0,
    devices: row?.devices ?? 0,
    withoutApproval: row?.alone ?? 0,
  }
  if (figures.peopleActive === 0)
    return { state: 'unknown', figures, why: 'nobody on the staff is registered' }
  if (figures.devices === 0)
    return { state: 'violated', figures, why: 'no company device is enrolled and approved' }
  if (figures.notOnADevice > 0)
    return { state: 'violated', figures, why: 'some live sessions do not run on an approved device' }
  if (figures.withoutApproval > 0)
    return { state: 'violated', figures, why: 'some devices were let in without an approval' }
  return { state: 'satisfied', figures }
})

// S9, A4: what is left of people who left, counted row by row where it would be.
const GONE = `FROM identity.person p WHERE p.state = 'left'`
const leaversGone = check('identity.leavers-gone', async ({ read, clock }) => {
  const [row] = await read.query<Record<string, number>>(
    {
      text: `SELECT (SELECT count(*) ${GONE}) AS left,
        (SELECT count(*) FROM identity.session s WHERE s.ended_ms IS NULL AND s.until_ms > $1
          AND EXISTS (SELECT ${GONE} AND p.tenant = s.tenant AND p.id = s.person)) AS sessions,
        (SELECT count(*) FROM identity.service s WHERE s.disabled_ms IS NULL
          AND EXISTS (SELECT ${GONE} AND p.tenant = s.tenant AND s.owner = 'per_' || encode(p.id, 'hex'))) AS services,
        (SELECT count(*) FROM access.grant g WHERE g.revoked_ms IS NULL AND g.until_ms > $1
          AND EXISTS (SELECT ${GONE} AND p.tenant = g.tenant AND p.id = g.principal)) AS grants,
        (SELECT count(*) FROM access.assignment a WHERE a.revoked_ms IS NULL AND a.until_ms > $1
          AND EXISTS (SELECT ${GONE} AND p.tenant = a.tenant AND p.id = a.principal)) AS assignments,
        (SELECT count(*) FROM identity.device d WHERE d.revoked_ms IS NULL
          AND EXISTS (SELECT ${GONE} AND p.tenant = d.tenant AND p.id = d.person)) AS devices,
        (SELECT count(*) FROM identity.factor f WHERE f.removed_ms IS NULL
          AND EXISTS (SELECT ${GONE} AND p.tenant = f.tenant AND p.id = f.person)) AS factors,
        (SELECT count(*) FROM identity.scim_token k WHERE k.revoked_ms IS NULL AND k.expires_ms > $1
          AND EXISTS (SELECT ${GONE} AND p.tenant = k.tenant AND k.created_by = 'per_' || encode(p.id, 'hex'))) AS "scimTokens",
        (SELECT count(*) FROM access.request r WHERE r.state = 'open' AND r.expires_ms > $1
          AND EXISTS (SELECT ${GONE} AND p.tenant = r.tenant AND r.requested_by = 'per_' || encode(p.id, 'hex'))) AS requests`,
    },
    [clock.now()],
  )
  const figures = { ...row }
  const { left: _, ...remains } = figures
  if (Object.keys(remains).length === 0) return { state: 'unknown', figures, why: 'nothing could be counted' }
  if (Object.values(remains).some((n) => n > 0))
    return { state: 'violated', figures, why: 'something of people who left is still live' }
  return { state: 'satisfied', figures }
})

// S9, A4: somebody who came back has access again; what was still open for their leaving is over with it.
const tasksOnTime = check('identity.leaver-tasks-on-time', async ({ read, clock }) => {
  const [row] = await read.query<{ open: number; overdue: number; oldest: number | null }>(
    {
      text: `SELECT count(*) AS open, count(*) FILTER (WHERE t.due_ms < $1) AS overdue, min(t.due_ms) AS oldest
             FROM identity.leaver_task t JOIN identity.leaver l ON l.tenant = t.tenant AND l.id = t.leaver
             WHERE t.done_ms IS NULL AND l.returned_ms IS NULL`,
    },
    [clock.now()],
  )
  const overdue = row?.overdue ?? 0
  const late = overdue > 0 && row?.oldest ? { longestOverdueMs: clock.now() - row.oldest } : {}
  const figures = { open: row?.open ?? 0, overdue, ...late }
  if (overdue > 0)
    return {
      state: 'violated',
      figures,
      why: 'access of people who left is not confirmed as ended elsewhere',
    }
  return { state: 'satisfied', figures }
})

/** What can be measured of directories, networks, devices and leavers, over all tenants. */
export const provisioningChecks: readonly Check[] = [
  networksDeclared,
  staffNetworks,
  sessionsOnDevices,
  leaversGone,
  tasksOnTime,
]
