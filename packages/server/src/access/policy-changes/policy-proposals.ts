import type { Sql } from '../../platform/db.ts'
import { formatId, parseId } from '../../platform/ids.ts'
import { type Change, proposalNotFound, readVersionFiles } from '../../policy/index.ts'
import { REQUEST_ID } from '../requests/request-row.ts'
import { toIso } from '../wire.ts'
import type { PolicyEvidence } from './policy-evidence.ts'

interface Row {
  readonly id: Buffer
  readonly name: string
  readonly digest: Buffer
  readonly accepted: string[]
  readonly proposed_by: string
  readonly proposed_ms: number
  readonly request: Buffer | null
}

const COLUMNS = `p.id, p.name, p.digest, p.accepted, p.proposed_by, p.proposed_ms,
  (SELECT r.id FROM access.request r WHERE r.tenant = $1 AND r.kind = 'policy' AND r.payload->>'proposal' = 'prp_' || encode(p.id, 'hex')) AS request`

const common = (row: Row) => ({
  id: formatId('prp', row.id),
  policy: row.name,
  digest: row.digest.toString('hex'),
  accepted: row.accepted,
  proposedBy: row.proposed_by,
  proposed: toIso(row.proposed_ms),
  request: row.request === null ? null : formatId(REQUEST_ID, row.request),
})

/** Proposals made against the version in force that nobody has decided, oldest first. */
export async function listProposals(sql: Sql, tenant: number) {
  const rows = await sql.query<Row>(
    {
      text: `SELECT ${COLUMNS} FROM policy.proposal p
             WHERE base = coalesce((SELECT version FROM policy.current), 0)
               AND NOT EXISTS (SELECT FROM policy.version v WHERE v.proposal = p.id)
               AND NOT EXISTS (SELECT FROM access.request r WHERE r.tenant = $1 AND r.kind = 'policy' AND r.state <> 'open'
                               AND r.payload->>'proposal' = 'prp_' || encode(p.id, 'hex'))
             ORDER BY proposed_ms`,
    },
    [tenant],
  )
  return rows.map(common)
}

/** The request by which a proposal is approved. Throws `proposal_not_found`. */
export async function requestOfProposal(sql: Sql, tenant: number, proposal: string): Promise<Buffer> {
  const [row] = await sql.query<Row>({ text: `SELECT ${COLUMNS} FROM policy.proposal p WHERE p.id = $2` }, [
    tenant,
    parseId('prp', proposal),
  ])
  if (!row?.request)
    throw proposalNotFound('nothing of this id waits for approval', { fix: 'propose it again' })
  return row.request
}

interface Full extends Row {
  readonly base: number
  readonly files: Readonly<Record<string, string>>
  readonly version: number | null
  readonly current: number
  readonly evidence: (PolicyEvidence & { readonly changes: readonly Change[] }) | null
  readonly tried_ms: number | null
}

/** A proposal with everything that whoever decides has to see. Throws `proposal_not_found`. */
export async function showProposal(sql: Sql, tenant: number, proposal: string) {
  const [row] = await sql.query<Full>(
    {
      text: `SELECT ${COLUMNS}, p.base, p.files, v.version, coalesce((SELECT version FROM policy.current), 0) AS current, e.evidence, e.tried_ms
             FROM policy.proposal p LEFT JOIN policy.version v ON v.proposal = p.id LEFT JOIN policy.evidence e ON e.proposal = p.id
             WHERE p.id = $2`,
    },
    [tenant, parseId('prp', proposal)],
  )
  if (!row) throw proposalNotFound('no proposal of this id')
  const { base, version, evidence, tried_ms } = row
  return {
    ...common(row),
    base,
    version,
    outdated: version === null && base !== row.current,
    changes: [...(evidence?.changes ?? [])],
    files: await besideBase(sql, base, row.files),
    evidence:
      evidence === null
        ? null
        : {
            tried: toIso(tried_ms ?? 0),
            dryRun: evidence.dryRun,
            stored: evidence.stored,
            decisions: {
              ...evidence.decisions,
              changes: evidence.decisions.changes.map((change) => ({ ...change })),
            },
          },
  }
}

/** The files that differ, as texts. */
async function besideBase(sql: Sql, base: number, proposed: Readonly<Record<string, string>>) {
  const before = base === 0 ? new Map<string, Uint8Array>() : await readVersionFiles(sql, base)
  const names = [...new Set([...before.keys(), ...Object.keys(proposed)])].sort()
  const text = (bytes: Uint8Array | undefined) =>
    bytes === undefined ? null : Buffer.from(bytes).toString('utf8')
  return names
    .map((name) => {
      const base64 = Object.hasOwn(proposed, name) ? proposed[name] : undefined
      const after = base64 === undefined ? undefined : Buffer.from(base64, 'base64')
      return { name, before: text(before.get(name)), after: text(after) }
    })
    .filter(({ before: old, after }) => old !== after)
}
