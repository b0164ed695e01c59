-- How far the log has been read to count what grants are used for. One row: the log is one.
CREATE TABLE access.log_position (
  only_row boolean PRIMARY KEY DEFAULT true CHECK (only_row),
  next bigint NOT NULL DEFAULT 0 CHECK (next >= 0),
  read_ms bigint NOT NULL DEFAULT 0
);
INSERT INTO access.log_position DEFAULT VALUES;

-- What the log says each grant, or assignment of a role, was used for.
CREATE TABLE access.grant_use (
  tenant integer NOT NULL REFERENCES keys.tenant,
  -- grt_… or asg_…
  held_by text NOT NULL,
  uses bigint NOT NULL CHECK (uses > 0),
  last_ms bigint NOT NULL,
  -- Every field that was touched by it, and every purpose that was stated.
  fields text[] NOT NULL,
  purposes text[] NOT NULL,
  PRIMARY KEY (tenant, held_by)
);

-- What the log says staff were shown: in each case, and in none.
CREATE TABLE access.staff_sight (
  tenant integer NOT NULL REFERENCES keys.tenant,
  -- cas_…, or empty: values that were not masked, without a case.
  case_id text NOT NULL,
  shown bigint NOT NULL CHECK (shown > 0),
  last_ms bigint NOT NULL,
  PRIMARY KEY (tenant, case_id)
);

-- A review of everybody's access. Its items are what there was when it began.
CREATE TABLE access.review (
  tenant integer NOT NULL REFERENCES keys.tenant,
  id bytea NOT NULL CHECK (length(id) = 16),
  started_ms bigint NOT NULL,
  -- A person, or `system`: the policy's time had come.
  started_by text NOT NULL,
  due_ms bigint NOT NULL CHECK (due_ms > started_ms),
  closed_ms bigint,
  closed_by text,
  -- SHA-256 over the items and what was decided; the entry that closes it says the same.
  digest bytea CHECK (length(digest) = 32),
  leaf bytea CHECK (length(leaf) = 32),
  PRIMARY KEY (tenant, id),
  CHECK ((closed_ms IS NULL) = (closed_by IS NULL) AND (closed_ms IS NULL) = (digest IS NULL))
);
-- One at a time.
CREATE UNIQUE INDEX review_open ON access.review (tenant) WHERE closed_ms IS NULL;

CREATE TABLE access.review_item (
  tenant integer NOT NULL,
  review bytea NOT NULL,
  n integer NOT NULL CHECK (n > 0),
  kind text NOT NULL CHECK (kind IN ('person', 'service', 'key', 'group', 'device', 'assignment', 'grant')),
  -- Public id of what is reviewed.
  subject text NOT NULL,
  -- Whose it is: a person, a service, or a service's owner.
  principal text,
  owner text,
  -- What it lets do, in names of the policy.
  granted jsonb NOT NULL,
  -- By the log, up to when the review began. Null where uses are not counted.
  uses bigint,
  last_used_ms bigint,
  used_fields text[],
  decision text CHECK (decision IN ('keep', 'narrow', 'revoke', 'suspend')),
  decided_by text CHECK (decided_by <> 'operator'),
  decided_ms bigint,
  note bytea,
  -- The smaller grant that was asked for.
  request text,
  -- `due`: what was decided is still to be done. `kept-last`: undecided, and left because nobody else could manage access.
  effect text NOT NULL DEFAULT 'none' CHECK (effect IN ('none', 'due', 'done', 'kept-last')),
  PRIMARY KEY (tenant, review, n),
  UNIQUE (tenant, review, subject),
  FOREIGN KEY (tenant, review) REFERENCES access.review,
  CHECK ((decision IS NULL) = (decided_ms IS NULL) AND (decision IS NULL) = (decided_by IS NULL)),
  -- Nobody reviews themselves. The room sees through services and links; the database at least through this.
  CHECK (decided_by IS NULL OR (decided_by IS DISTINCT FROM principal AND decided_by IS DISTINCT FROM owner))
);
CREATE INDEX review_item_due ON access.review_item (tenant, review) WHERE effect = 'due';

GRANT SELECT, INSERT ON access.log_position, access.grant_use, access.staff_sight, access.review, access.review_item TO azukari_app;
GRANT UPDATE (next, read_ms) ON access.log_position TO azukari_app;
GRANT UPDATE (uses, last_ms, fields, purposes) ON access.grant_use TO azukari_app;
GRANT UPDATE (shown, last_ms) ON access.staff_sight TO azukari_app;
GRANT UPDATE (closed_ms, closed_by, digest, leaf) ON access.review TO azukari_app;
GRANT UPDATE (decision, decided_by, decided_ms, note, request, effect) ON access.review_item TO azukari_app;
