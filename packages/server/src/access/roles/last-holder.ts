import type { Sql } from '../../platform/db.ts'
import type { PolicyModel } from '../../policy/index.ts'

/** Without somebody who can do each of these, nobody could ever get access again but by the machine's operator. */
export const NEEDED = ['manage', 'approve-access'] as const

interface Holding {
  readonly action: string
  readonly person: string
  /** `asg_…` or `grt_…` */
  readonly via: string
}

/**
 * Who can still manage and approve access, followed as things are taken away: `take` answers false, and takes nothing, where the last one would go.
 */
export class LastHolder {
  #holdings: readonly Holding[]

  private constructor(holdings: readonly Holding[]) {
    this.#holdings = holdings
  }

  static async read(sql: Sql, tenant: number, policy: PolicyModel, nowMs: number): Promise<LastHolder> {
    const holdings: Holding[] = []
    for (const action of NEEDED) {
      const roles = Object.values(policy.roles ?? {})
        .filter((role) => (role.actions as readonly string[]).includes(action))
        .map((role) => role.name)
      const rows = await sql.query<{ person: string; via: string }>(
        {
          text: `SELECT 'per_' || encode(p.id, 'hex') AS person, h.via FROM identity.person p JOIN LATERAL (
                   SELECT 'asg_' || encode(a.id, 'hex') AS via FROM access.assignment a
                   WHERE a.tenant = p.tenant AND a.principal = p.id AND a.role = ANY ($2) AND a.revoked_ms IS NULL
                     AND a.from_ms <= $4 AND a.until_ms > $4
                   UNION ALL
                   SELECT 'grt_' || encode(g.id, 'hex') FROM access.grant g
                   WHERE g.tenant = p.tenant AND g.principal = p.id AND g.action = $3 AND g.revoked_ms IS NULL
                     AND g.from_ms <= $4 AND g.until_ms > $4
                 ) h ON true WHERE p.tenant = $1 AND p.state = 'active'`,
        },
        [tenant, roles, action, nowMs],
      )
      holdings.push(...rows.map((row) => ({ action, ...row })))
    }
    return new LastHolder(holdings)
  }

  /** @param subject a person, an assignment or a grant, by public id */
  take(subject: string): boolean {
    const left = this.#holdings.filter(({ person, via }) => person !== subject && via !== subject)
    const had = new Set(this.#holdings.map(({ action }) => action))
    const has = new Set(left.map(({ action }) => action))
    if ([...had].some((action) => !has.has(action))) return false
    this.#holdings = left
    return true
  }

  /** Whether anybody can do everything that is needed. */
  get complete(): boolean {
    return NEEDED.every((action) => this.#holdings.some((holding) => holding.action === action))
  }
}
