import type { Sql } from '../../platform/db.ts'

/** A version that was applied, as people are told of it. `applied` in ISO 8601. */
export interface ListedVersion {
  readonly version: number
  readonly policy: string
  readonly digest: string
  readonly applied: string
  readonly proposedBy: string
  readonly approvedBy: string | null
  readonly bootstrap: boolean
  /** Ran before anybody else had looked at it. */
  readonly emergency: boolean
}

interface Row {
  version: number
  name: string
  digest: Buffer
  applied_ms: number
  proposed_by: string
  approved_by: string | null
  bootstrap: boolean
  emergency: boolean
}

/** Every version that was ever applied, in order. */
export async function listVersions(sql: Sql): Promise<ListedVersion[]> {
  const text =
    'SELECT version, name, digest, applied_ms, proposed_by, approved_by, bootstrap, emergency FROM policy.version ORDER BY version'
  const rows = await sql.query<Row>({ text })
  return rows.map((r) => ({
    version: r.version,
    policy: r.name,
    digest: r.digest.toString('hex'),
    applied: new Date(r.applied_ms).toISOString(),
    proposedBy: r.proposed_by,
    approvedBy: r.approved_by,
    bootstrap: r.bootstrap,
    emergency: r.emergency,
  }))
}
