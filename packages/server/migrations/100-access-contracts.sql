-- What a contract says about who lets staff look (S14): for everybody whose data a tenant holds, or for one data owner. Asked for and approved as an
-- access.request, and in force from then on until another for the same takes its place.
CREATE TABLE access.contract (
  tenant integer NOT NULL REFERENCES keys.tenant,
  id bytea NOT NULL CHECK (length(id) = 16),
  -- Keyed digest of the data owner; null: the whole tenant.
  owner bytea,
  -- Of what the digest was made; sealed under a key of the tenant.
  sealed bytea,
  -- policy: nothing of its own, from then on.
  approved_by text NOT NULL CHECK (approved_by IN ('owner', 'staff', 'policy')),
  asked_ms bigint NOT NULL,
  asked_by text NOT NULL,
  -- In force from here on, by whose approval.
  since_ms bigint,
  let_by text CHECK (let_by IS DISTINCT FROM asked_by),
  -- When another took its place.
  ended_ms bigint,
  PRIMARY KEY (tenant, id),
  CHECK ((owner IS NULL) = (sealed IS NULL)),
  CHECK ((since_ms IS NULL) = (let_by IS NULL)),
  CHECK (ended_ms IS NULL OR since_ms IS NOT NULL)
);
CREATE UNIQUE INDEX contract_in_force ON access.contract (tenant, coalesce(owner, ''::bytea)) WHERE since_ms IS NOT NULL AND ended_ms IS NULL;

SELECT platform.keep_apart('access.contract');
GRANT SELECT, INSERT ON access.contract TO azukari_app;
GRANT UPDATE (since_ms, let_by, ended_ms) ON access.contract TO azukari_app;

CREATE INDEX request_contract ON access.request (tenant, (payload->>'contract')) WHERE kind = 'contract';

-- Who has the say over what is of these data owners: a contract of one of them that gives it to the owner, else one that leaves it to the staff, else the
-- tenant's, else the policy.
CREATE FUNCTION access.says(in_tenant integer, owners bytea[], by_policy text) RETURNS text LANGUAGE sql STABLE AS $$
  SELECT CASE WHEN 'owner' = ANY (said) THEN 'owner' WHEN 'staff' = ANY (said) THEN 'staff'
    ELSE coalesce((SELECT nullif(c.approved_by, 'policy') FROM access.contract c
                   WHERE c.tenant = in_tenant AND c.owner IS NULL AND c.since_ms IS NOT NULL AND c.ended_ms IS NULL), by_policy) END
  FROM (SELECT ARRAY(SELECT c.approved_by FROM access.contract c
                     WHERE c.tenant = in_tenant AND c.owner = ANY (owners) AND c.since_ms IS NOT NULL AND c.ended_ms IS NULL) AS said) own
$$;

-- Whether whoever opened a case could let staff look at what is of these data owners, by the contracts of now. An owner has the say over themselves, and
-- over others by no contract of theirs.
CREATE FUNCTION access.lets_look(opened access.case, owners bytea[], by_policy text) RETURNS boolean LANGUAGE sql STABLE AS $$
  SELECT CASE WHEN opened.opened_by = 'owner' THEN NOT EXISTS (
      SELECT FROM access.contract c WHERE c.tenant = opened.tenant AND c.owner = ANY (owners) AND c.owner <> ALL (opened.subjects)
        AND c.approved_by = 'owner' AND c.since_ms IS NOT NULL AND c.ended_ms IS NULL)
    ELSE access.says(opened.tenant, owners, by_policy) = 'staff' END
$$;
REVOKE ALL ON FUNCTION access.says(integer, bytea[], text), access.lets_look(access.case, bytea[], text) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION access.says(integer, bytea[], text), access.lets_look(access.case, bytea[], text) TO azukari_app;
