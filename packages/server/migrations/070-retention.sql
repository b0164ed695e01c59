CREATE SCHEMA retention;
GRANT USAGE ON SCHEMA retention TO azukari_app;

-- Each run of the sweep, also the ones that found nothing and the ones that refused to run: what `retention.sweep-alive` reads.
CREATE TABLE retention.sweep (
  started_ms bigint NOT NULL,
  ended_ms bigint NOT NULL,
  process_ms bigint NOT NULL,
  database_ms bigint NOT NULL,
  log_ms bigint NOT NULL,
  outcome text NOT NULL CHECK (outcome IN ('swept', 'halted')),
  reason text,
  destroyed integer NOT NULL,
  PRIMARY KEY (started_ms)
);

-- The operator's word that a long gap before this instant was real time passing, and not a clock that jumped.
CREATE TABLE retention.gap_confirmed (
  at_ms bigint PRIMARY KEY,
  by text NOT NULL
);

GRANT SELECT, INSERT ON retention.sweep, retention.gap_confirmed TO azukari_app;
GRANT DELETE ON retention.sweep TO azukari_app;
