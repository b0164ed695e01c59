/** What a review is about. */
export const REVIEW_KINDS = ['person', 'service', 'key', 'group', 'device', 'assignment', 'grant'] as const
export type ReviewKind = (typeof REVIEW_KINDS)[number]

export type ReviewDecision = 'keep' | 'narrow' | 'revoke' | 'suspend'

export interface ReviewItemRow {
  readonly n: number
  readonly kind: ReviewKind
  /** Public id of what is reviewed. */
  readonly subject: string
  readonly principal: string | null
  readonly owner: string | null
  readonly granted: Readonly<Record<string, unknown>>
  readonly uses: number | null
  readonly last_used_ms: number | null
  readonly used_fields: string[] | null
  readonly decision: ReviewDecision | null
  readonly decided_by: string | null
  readonly decided_ms: number | null
  readonly note: Buffer | null
  readonly request: string | null
  readonly effect: 'none' | 'due' | 'done' | 'kept-last'
}

export const ITEM_COLUMNS = `n, kind, subject, principal, owner, granted, uses, last_used_ms, used_fields, decision, decided_by, decided_ms, note,
  request, effect`

const id = (prefix: string, column: string) => `'${prefix}_' || encode(${column}, 'hex')`
const holder = (table: string) =>
  `CASE ${table}.principal_kind WHEN 'person' THEN 'per_' ELSE 'svc_' END || encode(${table}.principal, 'hex')`
const liveAt = (table: string) => `${table}.revoked_ms IS NULL AND ${table}.until_ms > $2`
const NOTHING_COUNTED = 'NULL::bigint AS uses'

/**
 * Everything live of a kind in tenant $1 at instant $2, as rows (subject, principal, owner, granted, uses, last_used_ms, used_fields). What is used
 * is counted from the log: of a grant for records, by itself; of a service, by all its grants. What makes no entry of its own is told by its last use.
 */
export const LIVE: Readonly<Record<ReviewKind, string>> = {
  person: `SELECT ${id('per', 'p.id')} AS subject, ${id('per', 'p.id')} AS principal, NULL AS owner,
      jsonb_build_object('state', p.state, 'source', p.source, 'roles', coalesce((
        SELECT jsonb_agg(DISTINCT a.role) FROM access.assignment a WHERE a.tenant = p.tenant AND a.principal = p.id AND ${liveAt('a')}), '[]')) AS granted,
      ${NOTHING_COUNTED}, p.last_seen_ms AS last_used_ms, NULL::text[] AS used_fields
    FROM identity.person p WHERE p.tenant = $1 AND p.state <> 'left'`,
  service: `SELECT ${id('svc', 's.id')}, ${id('svc', 's.id')}, s.owner, jsonb_build_object('name', s.name),
      (SELECT coalesce(sum(u.uses), 0)::bigint FROM access.grant g JOIN access.grant_use u
        ON u.tenant = g.tenant AND u.held_by = ${id('grt', 'g.id')} WHERE g.tenant = s.tenant AND g.principal = s.id),
      (SELECT max(k.last_used_ms) FROM identity.key k WHERE k.tenant = s.tenant AND k.service = s.id), NULL::text[]
    FROM identity.service s WHERE s.tenant = $1 AND s.created_ms <= $2 AND s.disabled_ms IS NULL`,
  key: `SELECT ${id('key', 'k.id')}, ${id('svc', 'k.service')}, s.owner,
      jsonb_build_object('shown', k.shown, 'createdMs', k.created_ms, 'expiresMs', k.expires_ms), NULL::bigint, k.last_used_ms, NULL::text[]
    FROM identity.key k JOIN identity.service s ON s.tenant = k.tenant AND s.id = k.service
    WHERE k.tenant = $1 AND k.expires_ms > $2 AND coalesce(k.revoked_ms > $2, true)`,
  group: `SELECT ${id('sgr', 'g.id')}, NULL, NULL, jsonb_build_object('roles', (
        SELECT jsonb_agg(DISTINCT r.role) FROM identity.group_role r WHERE r.tenant = g.tenant AND r.in_group = g.id AND r.ended_ms IS NULL),
        'members', (SELECT count(*) FROM identity.scim_member m WHERE m.tenant = g.tenant AND m.in_group = g.id)),
      NULL::bigint, NULL::bigint, NULL::text[]
    FROM identity.scim_group g WHERE g.tenant = $1 AND g.created_ms <= $2 AND g.deleted_ms IS NULL
      AND EXISTS (SELECT FROM identity.group_role r WHERE r.tenant = g.tenant AND r.in_group = g.id AND r.ended_ms IS NULL)`,
  device: `SELECT ${id('dev', 'd.id')}, ${id('per', 'd.person')}, NULL, jsonb_build_object('kind', d.kind, 'enrolledMs', d.enrolled_ms),
      NULL::bigint, d.last_used_ms, NULL::text[]
    FROM identity.device d WHERE d.tenant = $1 AND d.approved_ms <= $2 AND d.revoked_ms IS NULL`,
  assignment: `SELECT ${id('asg', 'a.id')}, ${holder('a')}, s.owner,
      jsonb_build_object('role', a.role, 'fromMs', a.from_ms, 'untilMs', a.until_ms), u.uses, u.last_ms, u.fields
    FROM access.assignment a LEFT JOIN access.grant_use u ON u.tenant = a.tenant AND u.held_by = ${id('asg', 'a.id')}
    LEFT JOIN identity.service s ON s.tenant = a.tenant AND s.id = a.principal WHERE a.tenant = $1 AND ${liveAt('a')}`,
  grant: `SELECT ${id('grt', 'g.id')}, ${holder('g')}, s.owner,
      jsonb_build_object('action', g.action, 'collection', g.collection, 'fields', g.fields, 'purpose', g.purpose, 'masked', g.masked,
        'fromMs', g.from_ms, 'untilMs', g.until_ms),
      CASE WHEN g.collection IS NULL THEN NULL ELSE coalesce(u.uses, 0) END, u.last_ms, u.fields
    FROM access.grant g LEFT JOIN access.grant_use u ON u.tenant = g.tenant AND u.held_by = ${id('grt', 'g.id')}
    LEFT JOIN identity.service s ON s.tenant = g.tenant AND s.id = g.principal
    WHERE g.tenant = $1 AND g.case_id IS NULL AND ${liveAt('g')}`,
}
