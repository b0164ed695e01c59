-- A case: one person's time-boxed sight of named fields of named records, for one reason. Asked for and approved as an access.request; its
-- grants name it and count only where it is named. What it covers and how much of it is used stand here.
CREATE TABLE access.case (
  tenant integer NOT NULL REFERENCES keys.tenant,
  id bytea NOT NULL CHECK (length(id) = 16),
  -- The request that opened it.
  request bytea CHECK (length(request) = 16),
  person bytea NOT NULL CHECK (length(person) = 16),
  requested_ms bigint NOT NULL,
  collection text NOT NULL CHECK (collection <> ''),
  fields text[] NOT NULL CHECK (cardinality(fields) > 0),
  purpose text NOT NULL CHECK (purpose <> ''),
  -- Keyed digests of the ids of records, and of the data owners whose records are meant. A record is covered by either.
  records bytea[] NOT NULL,
  subjects bytea[] NOT NULL,
  -- The ticket, and what the digests were made of; sealed under a key of the tenant.
  sealed bytea NOT NULL,
  -- So many reveals and searches at most. Taken one by one before a value is looked at, so that it is never overshot.
  cap integer NOT NULL CHECK (cap > 0),
  used integer NOT NULL DEFAULT 0,
  until_ms bigint NOT NULL CHECK (until_ms > requested_ms),
  opened_ms bigint,
  -- Who approved it: a person, or the data owner where the policy says so.
  opened_by text CHECK (opened_by <> 'operator'),
  ended_ms bigint,
  ended_by text,
  review_due_ms bigint,
  reviewed_ms bigint,
  reviewed_by text CHECK (reviewed_by <> 'operator'),
  outcome text CHECK (outcome IN ('in-order', 'objected')),
  note bytea,
  PRIMARY KEY (tenant, id),
  CHECK (cardinality(records) + cardinality(subjects) > 0),
  CHECK (used BETWEEN 0 AND cap),
  CHECK (used = 0 OR opened_ms IS NOT NULL),
  CHECK ((opened_ms IS NULL) = (opened_by IS NULL)),
  CHECK ((opened_ms IS NULL) = (request IS NULL) AND (opened_ms IS NULL) = (review_due_ms IS NULL)),
  CHECK (opened_by IS DISTINCT FROM 'per_' || encode(person, 'hex') AND reviewed_by IS DISTINCT FROM 'per_' || encode(person, 'hex')),
  CHECK ((ended_ms IS NULL) = (ended_by IS NULL)),
  CHECK ((reviewed_ms IS NULL) = (reviewed_by IS NULL) AND (reviewed_ms IS NULL) = (outcome IS NULL))
);
CREATE INDEX case_person ON access.case (tenant, person);
CREATE INDEX case_to_review ON access.case (review_due_ms) WHERE reviewed_ms IS NULL AND used > 0;

-- A case that was asked for is found by its request's payload until it is opened.
CREATE INDEX request_case ON access.request (tenant, (payload->>'case')) WHERE kind = 'case';

ALTER TABLE access.grant ADD FOREIGN KEY (tenant, case_id) REFERENCES access.case;
CREATE INDEX grant_case ON access.grant (tenant, case_id) WHERE case_id IS NOT NULL;

-- One row a use of a case, written before anything is looked at. Without a leaf nobody was answered: a crash came between, or it was refused.
CREATE TABLE access.case_use (
  tenant integer NOT NULL,
  case_id bytea NOT NULL,
  n integer NOT NULL CHECK (n > 0),
  action text NOT NULL CHECK (action IN ('reveal', 'search')),
  -- Null for a search.
  record bytea,
  -- Keyed digests of the data owners of the record: how they find who looked at theirs.
  subjects bytea[] NOT NULL,
  fields text[] NOT NULL,
  taken_ms bigint NOT NULL,
  -- Hash of the entry that says what was shown.
  leaf bytea CHECK (length(leaf) = 32),
  PRIMARY KEY (tenant, case_id, n),
  FOREIGN KEY (tenant, case_id) REFERENCES access.case
);
CREATE INDEX case_use_subjects ON access.case_use USING gin (subjects);

GRANT SELECT, INSERT ON access.case, access.case_use TO azukari_app;
GRANT UPDATE (used, request, opened_ms, opened_by, ended_ms, ended_by, review_due_ms, reviewed_ms, reviewed_by, outcome, note) ON access.case TO azukari_app;
GRANT UPDATE (leaf) ON access.case_use TO azukari_app;
