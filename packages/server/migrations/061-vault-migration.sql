-- schema: the policy version a record was last sealed under; 0, what a record from before this column has, is older than every version.
-- born: the version in force when it was first stored. A rule with a longer period that came later does not apply to it unless that was accepted.
ALTER TABLE vault.record ADD COLUMN schema integer NOT NULL DEFAULT 0, ADD COLUMN born integer NOT NULL DEFAULT 0;

-- Finds what is sealed under an older version without reading the table, every few seconds for ever. Few different values: equal ones share
-- an index tuple, and new records all go to its right end.
CREATE INDEX record_schema ON vault.record (collection, schema);

-- How far the migration to a version has come. Its row is the lock that lets one process at a time work on it; the place is where a pass goes on.
-- What is left to do is read from the records: a lost row loses a figure and nothing else.
CREATE TABLE vault.migration (
  version integer PRIMARY KEY REFERENCES policy.version,
  done bigint NOT NULL DEFAULT 0,
  total bigint NOT NULL,
  at_tenant integer NOT NULL DEFAULT -1,
  at_record bytea NOT NULL DEFAULT '\x',
  started_ms bigint NOT NULL,
  updated_ms bigint NOT NULL,
  ended_ms bigint
);

GRANT SELECT, INSERT, UPDATE ON vault.migration TO azukari_app;
