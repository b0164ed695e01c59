-- Which different values a principal searched for lately, as keyed digests: what the cap on guessing is counted from.
CREATE TABLE vault.searched_value (
  tenant integer NOT NULL,
  principal bytea NOT NULL,
  digest bytea NOT NULL CHECK (length(digest) = 16),
  -- From when on it is counted no more.
  until_ms bigint NOT NULL,
  PRIMARY KEY (tenant, principal, digest)
);
CREATE INDEX searched_value_until ON vault.searched_value (until_ms);

GRANT SELECT, INSERT, UPDATE, DELETE ON vault.searched_value TO azukari_app;
