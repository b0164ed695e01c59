CREATE SCHEMA evidence;
GRANT USAGE ON SCHEMA evidence TO azukari_app;

-- What was measured, when, and what came out. Never changed: a clause's state, now or on a past date, is a function of these rows.
CREATE TABLE evidence.fact (
  check_name text NOT NULL,
  measured_ms bigint NOT NULL,
  state text NOT NULL CHECK (state IN ('satisfied', 'violated', 'unknown')),
  figures jsonb NOT NULL,
  why text,
  PRIMARY KEY (check_name, measured_ms)
);

GRANT SELECT, INSERT ON evidence.fact TO azukari_app;
