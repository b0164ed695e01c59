/**
 * The humans behind principals, straight from the rows: another way to what `mayApprove` works out, for the checks. A recursive query that
 * expects `pair (tenant, approver, side, at_ms, live)`; `overlap` are the pairs in which both come to the same principal.
 *
 * A key counts for whoever made it if it was good at that time; where a service made it, for whoever made the keys that were good when it did.
 * An owner counts where what was approved is still live, since a service may have been handed over after the rest.
 */
export const HUMANS_BEHIND = `
  link (tenant, src, dst, why, from_ms, to_ms) AS (
    SELECT tenant, 'svc_' || encode(id, 'hex'), owner, 'owner', 0::bigint, NULL::bigint FROM identity.service
    UNION ALL SELECT tenant, 'svc_' || encode(service, 'hex'), created_by, 'key', created_ms, least(expires_ms, revoked_ms) FROM identity.key
    UNION ALL SELECT tenant, 'sgr_' || encode(in_group, 'hex'), 'per_' || encode(person, 'hex'), 'member', added_ms, NULL FROM identity.scim_member
    UNION ALL SELECT p.tenant, 'per_' || encode(p.id, 'hex'), 'per_' || encode(o.id, 'hex'), 'linked', 0, NULL
      FROM identity.person p JOIN identity.person o ON o.tenant = p.tenant AND o.id <> p.id
        AND (o.email_digest = p.email_digest OR o.user_digest = p.user_digest)
  ),
  behind (tenant, start, at_ms, live, name, then_ms) AS (
    SELECT tenant, approver, at_ms, live, approver, at_ms FROM pair UNION SELECT tenant, side, at_ms, live, side, at_ms FROM pair
    UNION
    SELECT b.tenant, b.start, b.at_ms, b.live, l.dst, CASE l.why WHEN 'key' THEN l.from_ms ELSE b.then_ms END
    FROM behind b JOIN link l ON l.tenant = b.tenant AND l.src = b.name
      AND l.from_ms <= b.then_ms AND coalesce(l.to_ms >= b.then_ms, true) AND (b.live OR l.why <> 'owner') AND l.dst <> 'operator'
  ),
  overlap AS (
    SELECT p.* FROM pair p WHERE EXISTS (
      SELECT FROM behind a JOIN behind s ON s.tenant = a.tenant AND s.name = a.name
      WHERE a.tenant = p.tenant AND a.start = p.approver AND a.at_ms = p.at_ms AND a.live = p.live
        AND s.start = p.side AND s.at_ms = p.at_ms AND s.live = p.live)
  )`
