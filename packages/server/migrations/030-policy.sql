CREATE SCHEMA policy;
GRANT USAGE ON SCHEMA policy TO azukari_app, azukari_sequencer;

-- What somebody wants applied: whole, with the acceptances given. It waits for another person, or runs at once when it is the bootstrap.
CREATE TABLE policy.proposal (
  id bytea PRIMARY KEY CHECK (length(id) = 16),
  name text NOT NULL,
  digest bytea NOT NULL CHECK (length(digest) = 32),
  model jsonb NOT NULL,
  files jsonb NOT NULL,
  accepted text[] NOT NULL,
  -- The version the plan was made against; approved after another one was applied, it is refused.
  base integer NOT NULL,
  proposed_by text NOT NULL,
  proposed_ms bigint NOT NULL
);

-- Every version that was ever applied: what people read, what ran, who proposed, who approved.
CREATE TABLE policy.version (
  version integer PRIMARY KEY CHECK (version > 0),
  proposal bytea NOT NULL UNIQUE REFERENCES policy.proposal,
  name text NOT NULL,
  digest bytea NOT NULL CHECK (length(digest) = 32),
  model jsonb NOT NULL,
  proposed_by text NOT NULL,
  approved_by text,
  bootstrap boolean NOT NULL,
  applied_ms bigint NOT NULL,
  CHECK (bootstrap OR approved_by IS NOT NULL),
  CHECK (approved_by IS DISTINCT FROM proposed_by)
);

-- The version in force. Statements compare it, so that a decision made under an older one releases nothing.
CREATE TABLE policy.current (
  only_row boolean PRIMARY KEY DEFAULT true CHECK (only_row),
  version integer NOT NULL REFERENCES policy.version
);

-- Small numbers for the names that stored rows carry; a number is given once and never to another name.
CREATE TABLE policy.number (
  kind text NOT NULL CHECK (kind IN ('collection', 'class', 'field', 'group', 'subject')),
  name text NOT NULL,
  number smallint NOT NULL CHECK (number > 0),
  PRIMARY KEY (kind, name),
  UNIQUE (kind, number)
);

GRANT SELECT, INSERT ON policy.proposal, policy.version, policy.current, policy.number TO azukari_app;
GRANT UPDATE ON policy.current TO azukari_app;
