import { type Check, check } from '../../platform/check.ts'
import { HUMANS_BEHIND } from '../separation/human-rows.ts'

const principal = (row: string) =>
  `CASE ${row}.principal_kind WHEN 'person' THEN 'per_' ELSE 'svc_' END || encode(${row}.principal, 'hex')`

const held = (table: string) => `
  SELECT tenant, approved_by, made_by, approved_ms, revoked_ms IS NULL AND until_ms > $1 FROM ${table} WHERE approved_by IS NOT NULL
  UNION ALL SELECT g.tenant, g.approved_by, ${principal('g')}, g.approved_ms, g.revoked_ms IS NULL AND g.until_ms > $1 FROM ${table} g
    WHERE g.approved_by IS NOT NULL`

// A2, A3, A30: whoever approved shares no human with whoever asked or gained. From the rows, not by the function that refuses it.
const noSelfApproval = check('access.no-self-approval', async ({ read, clock }) => {
  const [row] = await read.query<{ approvals: number; own: number }>(
    {
      text: `WITH RECURSIVE pair (tenant, approver, side, at_ms, live) AS (
          ${held('access.grant')} UNION ALL ${held('access.assignment')}
          UNION ALL SELECT tenant, decided_by, requested_by, decided_ms, false FROM access.request
            WHERE state = 'approved' AND decided_by IS NOT NULL
          UNION ALL SELECT tenant, decided_by, subject, decided_ms, false FROM access.request
            WHERE state = 'approved' AND decided_by IS NOT NULL AND subject IS NOT NULL
          UNION ALL SELECT tenant, reviewed_by, requested_by, reviewed_ms, false FROM access.request WHERE reviewed_by IS NOT NULL
          UNION ALL SELECT t.tenant, v.approved_by, v.proposed_by, v.applied_ms, false FROM policy.version v CROSS JOIN keys.tenant t
            WHERE v.approved_by IS NOT NULL
        ), ${HUMANS_BEHIND}
        SELECT (SELECT count(*) FROM pair) AS approvals, (SELECT count(*) FROM overlap) AS own`,
    },
    [clock.now()],
  )
  const figures = { approvals: row?.approvals ?? 0, own: row?.own ?? 0 }
  if (figures.own > 0)
    return { state: 'violated', figures, why: 'somebody approved what they had asked for or gain by' }
  return { state: 'satisfied', figures }
})

interface VersionRow {
  readonly version: number
  readonly approved_by: string | null
  readonly bootstrap: boolean
  readonly emergency: boolean
  readonly review: string | null
}

// A30: what is in force was approved by another person, or reviewed by one where it could not wait.
const changesApproved = check('policy.changes-approved-by-another', async ({ read }) => {
  const rows = await read.query<VersionRow>({
    text: `SELECT v.version, v.approved_by, v.bootstrap, v.emergency,
             (SELECT r.review FROM access.request r WHERE r.kind = 'policy' AND r.state = 'approved'
                AND r.payload->>'proposal' = 'prp_' || encode(v.proposal, 'hex') LIMIT 1) AS review
           FROM policy.version v ORDER BY v.version`,
  })
  const alone = await changedAlone(read)
  const byPerson = (row: VersionRow) => row.approved_by?.startsWith('per_') === true
  const figures = {
    versions: rows.length,
    byPeople: rows.filter(byPerson).length,
    emergencies: rows.filter((row) => row.emergency).length,
    alone,
  }
  const current = rows.at(-1)
  if (current === undefined || current.bootstrap)
    return {
      state: 'unknown',
      figures,
      why: 'the policy in force was applied before there was anybody to approve it',
    }
  if (byPerson(current) || current.review === 'confirmed') return { state: 'satisfied', figures }
  if (current.emergency)
    return {
      state: 'unknown',
      figures,
      why: 'the policy in force was an emergency that nobody has confirmed',
    }
  return { state: 'violated', figures, why: 'the policy in force was approved by no person' }
})

type Read = Parameters<Check['measure']>[0]['read']

async function changedAlone(read: Read): Promise<number> {
  const [row] = await read.query<{ alone: number }>({
    text: `SELECT count(*) AS alone FROM access.request WHERE kind = 'key-rotation' AND state = 'approved' AND bootstrap`,
  })
  return row?.alone ?? 0
}

// A30: what ran as an emergency is looked at by another person in time.
const emergenciesReviewed = check('policy.emergencies-reviewed', async ({ read, clock }) => {
  const [row] = await read.query<{
    emergencies: number
    waiting: number
    overdue: number
    late: number
    objected: number
  }>(
    {
      text: `SELECT count(*) AS emergencies, count(*) FILTER (WHERE review IS NULL) AS waiting,
               count(*) FILTER (WHERE review IS NULL AND review_due_ms <= $1) AS overdue,
               count(*) FILTER (WHERE reviewed_ms > review_due_ms) AS late, count(*) FILTER (WHERE review = 'objected') AS objected
             FROM access.request WHERE emergency AND state = 'approved'`,
    },
    [clock.now()],
  )
  const { emergencies = 0, waiting = 0, overdue = 0, late = 0, objected = 0 } = row ?? {}
  const figures = { emergencies, waiting, overdue, late, objected }
  if (overdue > 0)
    return { state: 'violated', figures, why: 'some emergencies were not reviewed by their date' }
  return { state: 'satisfied', figures }
})

// A12: everybody who works here has accepted the version in force, within the time the policy gives.
const everyoneAcknowledged = (within: (fromMs: number) => number | Promise<number>) =>
  check('policy.everyone-acknowledged', async ({ read, clock }) => {
    const rows = await read.query<{ since_ms: number; accepted_ms: number | null }>({
      text: `SELECT greatest(v.applied_ms, p.active_ms, p.created_ms) AS since_ms, a.accepted_ms
             FROM policy.current c JOIN policy.version v ON v.version = c.version CROSS JOIN identity.person p
             LEFT JOIN policy.acknowledgement a ON a.tenant = p.tenant AND a.person = p.id AND a.version = c.version
             WHERE p.state = 'active'`,
    })
    let overdue = 0
    for (const { since_ms, accepted_ms } of rows) {
      if (accepted_ms === null && (await within(since_ms)) <= clock.now()) overdue++
    }
    const waiting = rows.filter((row) => row.accepted_ms === null).length
    const figures = { people: rows.length, waiting, overdue }
    if (overdue > 0)
      return { state: 'violated', figures, why: 'some people have not accepted the policy in force in time' }
    if (rows.length === 0) return { state: 'unknown', figures, why: 'no people are registered' }
    return { state: 'satisfied', figures }
  })

/** Facts about changes and who approved them, over all tenants. */
export function changeChecks(acknowledgeBy: (fromMs: number) => number | Promise<number>): readonly Check[] {
  return [noSelfApproval, changesApproved, emergenciesReviewed, everyoneAcknowledged(acknowledgeBy)]
}
