-- Somebody left: when, by whom or what it was said, and what ended with it. One row for each time.
CREATE TABLE identity.leaver (
  tenant integer NOT NULL,
  id bytea NOT NULL CHECK (length(id) = 16),
  person bytea NOT NULL,
  source text NOT NULL CHECK (source IN ('people', 'scim', 'sign-on', 'operator')),
  -- Written by a person, so it may say anything: sealed.
  reason bytea,
  left_ms bigint NOT NULL,
  left_by text NOT NULL,
  -- Counts of what was ended, by kind.
  ended jsonb NOT NULL,
  -- Came back, with nothing of what they had.
  returned_ms bigint,
  PRIMARY KEY (tenant, id),
  FOREIGN KEY (tenant, person) REFERENCES identity.person
);
CREATE INDEX leaver_person ON identity.leaver (tenant, person);

-- Access elsewhere that has to end too. Done when another person than who left says so.
CREATE TABLE identity.leaver_task (
  tenant integer NOT NULL,
  leaver bytea NOT NULL,
  id bytea NOT NULL CHECK (length(id) = 16),
  system text NOT NULL CHECK (system ~ '^[a-z][a-z0-9-]{0,63}$'),
  due_ms bigint NOT NULL,
  done_ms bigint,
  done_by text CHECK (done_by <> 'operator'),
  evidence bytea,
  PRIMARY KEY (tenant, leaver, id),
  UNIQUE (tenant, leaver, system),
  FOREIGN KEY (tenant, leaver) REFERENCES identity.leaver,
  CHECK ((done_ms IS NULL) = (done_by IS NULL))
);
CREATE INDEX leaver_task_due ON identity.leaver_task (due_ms) WHERE done_ms IS NULL;

GRANT SELECT, INSERT ON identity.leaver, identity.leaver_task TO azukari_app;
GRANT UPDATE (returned_ms) ON identity.leaver TO azukari_app;
GRANT UPDATE (done_ms, done_by, evidence) ON identity.leaver_task TO azukari_app;
-- A service of somebody who left is handed over to another person.
GRANT UPDATE (owner) ON identity.service TO azukari_app;
