CREATE SCHEMA vault;
GRANT USAGE ON SCHEMA vault TO azukari_app;

-- A record: our opaque id, a keyed digest of the id the caller chose, and its cells, sealed. Nothing readable but times and numbers.
CREATE TABLE vault.record (
  tenant integer NOT NULL,
  id bytea NOT NULL CHECK (length(id) = 16),
  collection smallint NOT NULL,
  lookup bytea NOT NULL CHECK (length(lookup) = 16),
  version integer NOT NULL CHECK (version > 0),
  created_ms bigint NOT NULL,
  updated_ms bigint NOT NULL,
  -- When its events happened, by event name: what its clocks run from.
  events jsonb NOT NULL,
  -- Where its record keys live: the keystore's partition (day of destruction) for each group, in step.
  groups smallint[] NOT NULL,
  days integer[] NOT NULL,
  cells bytea NOT NULL,
  PRIMARY KEY (tenant, id)
);
ALTER TABLE vault.record ALTER COLUMN cells SET STORAGE EXTERNAL;
CREATE UNIQUE INDEX record_lookup ON vault.record (tenant, collection, lookup);

-- Keyed digests of searchable values and of subjects. The key belongs to the bucket: when it is destroyed no query can name these rows again.
CREATE TABLE vault.tag (
  bucket bigint NOT NULL,
  field smallint NOT NULL,
  -- The group whose key it dies with: two groups of a record may lie in one bucket and end at different hours.
  grp smallint NOT NULL,
  tag bytea NOT NULL CHECK (length(tag) = 16),
  tenant integer NOT NULL,
  record bytea NOT NULL,
  PRIMARY KEY (bucket, field, tag, record)
);

-- What was destroyed stays destroyed: a put of the same id is answered `already_destroyed` until the end date.
CREATE TABLE vault.suppression (
  tenant integer NOT NULL,
  collection smallint NOT NULL,
  lookup bytea NOT NULL,
  destroyed_ms bigint NOT NULL,
  until_ms bigint NOT NULL,
  PRIMARY KEY (tenant, collection, lookup)
);

-- A put reads whether its id is suppressed and then writes; a delete may commit in between, on another server. The rows a statement inserts are looked at once
-- more when they are in: this function's query sees what is committed by then, and the unique index made the statement wait for a delete still under way.
CREATE FUNCTION vault.require_not_suppressed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF EXISTS (
    SELECT FROM made m JOIN vault.suppression s USING (tenant, collection, lookup) WHERE s.until_ms > platform.now_ms()
  ) THEN
    RAISE EXCEPTION 'a record of this id was destroyed meanwhile' USING ERRCODE = 'AZV01';
  END IF;
  RETURN NULL;
END $$;
REVOKE ALL ON FUNCTION vault.require_not_suppressed() FROM PUBLIC;
CREATE TRIGGER require_not_suppressed AFTER INSERT ON vault.record
  REFERENCING NEW TABLE AS made FOR EACH STATEMENT EXECUTE FUNCTION vault.require_not_suppressed();

-- One effect for one key. The body's keyed digest tells a repeat from a different request under the same key; no value is kept.
CREATE TABLE vault.idempotency (
  tenant integer NOT NULL,
  principal bytea NOT NULL,
  route text NOT NULL,
  key bytea NOT NULL CHECK (length(key) = 32),
  body bytea NOT NULL CHECK (length(body) = 32),
  version integer NOT NULL,
  leaf bytea NOT NULL CHECK (length(leaf) = 32),
  made_ms bigint NOT NULL,
  PRIMARY KEY (tenant, principal, route, key)
);
CREATE INDEX idempotency_made ON vault.idempotency (made_ms);

GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA vault TO azukari_app;
