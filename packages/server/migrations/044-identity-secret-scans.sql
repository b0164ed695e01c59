-- What a scan for secrets found in a repository: counts by rule, never what was found. Rows are only added; the newest of a repository counts.
CREATE TABLE identity.secret_scan (
  tenant integer NOT NULL,
  id bytea NOT NULL CHECK (length(id) = 16),
  repository text NOT NULL CHECK (length(repository) BETWEEN 1 AND 200),
  commit_id text CHECK (commit_id ~ '^[0-9a-f]{40}([0-9a-f]{24})?$'),
  files integer NOT NULL CHECK (files >= 0),
  bytes bigint NOT NULL CHECK (bytes >= 0),
  skipped integer NOT NULL CHECK (skipped >= 0),
  findings integer NOT NULL CHECK (findings >= 0),
  allowed integer NOT NULL CHECK (allowed >= 0),
  by_rule jsonb NOT NULL,
  scanner text NOT NULL CHECK (length(scanner) BETWEEN 1 AND 200),
  scanned_ms bigint NOT NULL,
  made_by text NOT NULL,
  made_ms bigint NOT NULL,
  PRIMARY KEY (tenant, id)
);
CREATE INDEX secret_scan_newest ON identity.secret_scan (tenant, repository, scanned_ms DESC);

GRANT SELECT, INSERT ON identity.secret_scan TO azukari_app;
