-- Grants are given to people too. What approved one is told by its request; a grant of a case counts only where that case is named.
ALTER TABLE access.grant
  ADD COLUMN principal_kind text NOT NULL DEFAULT 'service' CHECK (principal_kind IN ('service', 'person')),
  ADD COLUMN request bytea CHECK (length(request) = 16),
  ADD COLUMN case_id bytea CHECK (length(case_id) = 16);

-- What somebody asks for and another person decides. Kept for ever: who asked, who decided, when, and what came of it.
CREATE TABLE access.request (
  tenant integer NOT NULL REFERENCES keys.tenant,
  id bytea NOT NULL CHECK (length(id) = 16),
  kind text NOT NULL CHECK (kind ~ '^[a-z][a-z-]{1,31}$'),
  -- Whom it is for, where it is for one principal.
  subject text,
  -- Ids, names from the policy and numbers; nothing personal.
  payload jsonb NOT NULL,
  -- Written by a person, so it may say anything: sealed under a key of the tenant.
  reason bytea,
  requested_by text NOT NULL,
  requested_ms bigint NOT NULL,
  expires_ms bigint NOT NULL CHECK (expires_ms > requested_ms),
  state text NOT NULL DEFAULT 'open'
    CHECK (state IN ('open', 'approved', 'refused', 'withdrawn', 'expired', 'failed')),
  -- Whoever approved or refused, or `system`. Null with `approved`: it ran at once, as an emergency or because nobody else was there yet.
  decided_by text CHECK (decided_by <> 'operator'),
  decided_ms bigint,
  emergency boolean NOT NULL DEFAULT false,
  bootstrap boolean NOT NULL DEFAULT false,
  -- What came of it: ids and numbers.
  effect jsonb,
  review_due_ms bigint,
  reviewed_by text CHECK (reviewed_by <> 'operator'),
  reviewed_ms bigint,
  review text CHECK (review IN ('confirmed', 'objected')),
  note bytea,
  PRIMARY KEY (tenant, id),
  -- Nobody decides or reviews what they asked for themselves. The rooms see through services and links; the database at least through this.
  CHECK (state = 'withdrawn' OR decided_by IS DISTINCT FROM requested_by),
  CHECK (reviewed_by IS DISTINCT FROM requested_by),
  CHECK ((state = 'open') = (decided_ms IS NULL)),
  CHECK (state <> 'approved' OR decided_by IS NOT NULL OR emergency OR bootstrap),
  CHECK (emergency = (review_due_ms IS NOT NULL)),
  CHECK ((reviewed_by IS NULL) = (reviewed_ms IS NULL) AND (reviewed_by IS NULL) = (review IS NULL))
);
CREATE INDEX request_open ON access.request (tenant, expires_ms) WHERE state = 'open';
CREATE INDEX request_by ON access.request (tenant, requested_by);

-- Who has a role, from when until when. Never changed: revoked, and another is made, so that who could do what at any past instant can be
-- read from here and the policy version of then.
CREATE TABLE access.assignment (
  tenant integer NOT NULL REFERENCES keys.tenant,
  id bytea NOT NULL CHECK (length(id) = 16),
  principal bytea NOT NULL CHECK (length(principal) = 16),
  principal_kind text NOT NULL CHECK (principal_kind IN ('service', 'person')),
  role text NOT NULL CHECK (role ~ '^[a-z][a-z0-9-]{0,63}$'),
  from_ms bigint NOT NULL,
  until_ms bigint NOT NULL,
  made_by text NOT NULL,
  made_ms bigint NOT NULL,
  request bytea CHECK (length(request) = 16),
  approved_by text CHECK (approved_by <> 'operator'),
  approved_ms bigint,
  -- Made before there was anybody else to approve it.
  bootstrap boolean NOT NULL DEFAULT false,
  -- The group of the identity provider by which it came, if it did.
  source text,
  revoked_by text,
  revoked_ms bigint,
  PRIMARY KEY (tenant, id),
  CHECK (until_ms > from_ms),
  CHECK (approved_by IS DISTINCT FROM made_by),
  CHECK (bootstrap OR approved_by IS NOT NULL),
  CHECK ((approved_by IS NULL) = (approved_ms IS NULL)),
  CHECK ((revoked_by IS NULL) = (revoked_ms IS NULL))
);
CREATE INDEX assignment_principal ON access.assignment (tenant, principal);

GRANT SELECT, INSERT ON access.request, access.assignment TO azukari_app;
GRANT UPDATE (state, decided_by, decided_ms, effect, reviewed_by, reviewed_ms, review, note) ON access.request TO azukari_app;
GRANT UPDATE (revoked_by, revoked_ms) ON access.assignment TO azukari_app;
