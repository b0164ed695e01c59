import { type Check, check } from '../platform/check.ts'
import { collectionRule, isTenantAction } from '../policy/index.ts'
import type { AccessDeps } from './access-deps.ts'
import { policyIndex } from './decision/policy-index.ts'

const LIVE = 'FROM access.grant WHERE revoked_ms IS NULL AND until_ms > $1'

// A2: somebody else than who made a grant or an assignment approved it.
const everyGrantApproved = check('access.every-grant-approved', async ({ read, clock }) => {
  const [row] = await read.query<{ grants: number; roles: number; unapproved: number }>(
    {
      text: `SELECT count(*) FILTER (WHERE NOT role) AS grants, count(*) FILTER (WHERE role) AS roles,
               count(*) FILTER (WHERE approved_by IS NULL) AS unapproved
             FROM (SELECT approved_by, false AS role ${LIVE}
                   UNION ALL SELECT approved_by, true FROM access.assignment WHERE revoked_ms IS NULL AND until_ms > $1) held`,
    },
    [clock.now()],
  )
  const figures = { grants: row?.grants ?? 0, roles: row?.roles ?? 0, unapproved: row?.unapproved ?? 0 }
  if (figures.unapproved > 0) {
    return {
      state: 'violated',
      figures,
      why: 'some live grants or roles were approved by nobody but who made them',
    }
  }
  return { state: 'satisfied', figures }
})

interface Scope {
  readonly action: string
  readonly collection: string | null
  readonly fields: string[]
  readonly purpose: string | null
}

// A3: a grant that names what the policy no longer has, or a purpose that no longer covers its fields, is wider on paper than need is.
const grantsFitPolicy = (policy: AccessDeps['policy']) =>
  check('access.grants-fit-policy', async ({ read, clock }) => {
    const { collections, purposes } = policyIndex((await policy.load()).model)
    const rows = await read.query<Scope>({ text: `SELECT action, collection, fields, purpose ${LIVE}` }, [
      clock.now(),
    ])
    const fits = ({ action, collection, fields, purpose }: Scope) => {
      if (collection === null) return isTenantAction(action)
      const classes = collections.get(collection)
      const covered = purpose === null ? undefined : purposes.get(purpose)
      if (collectionRule(action) === undefined || classes === undefined) return false
      if (purpose !== null && covered === undefined) return false
      return fields.every((field) => {
        const fieldClass = classes.get(field)
        return fieldClass !== undefined && (covered === undefined || covered.has(fieldClass))
      })
    }
    const stray = rows.filter((row) => !fits(row)).length
    const figures = { grants: rows.length, stray }
    if (stray > 0)
      return { state: 'violated', figures, why: 'some live grants name what the policy no longer has' }
    return { state: 'satisfied', figures }
  })

/** What the room can measure, over all tenants. */
export function accessChecks({ policy }: Pick<AccessDeps, 'policy'>): readonly Check[] {
  return [everyGrantApproved, grantsFitPolicy(policy)]
}
