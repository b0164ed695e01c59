CREATE SCHEMA audit;
GRANT USAGE ON SCHEMA audit TO azukari_app, azukari_sequencer;

-- One row a batch: the entries that one transaction made, as a C2SP entry bundle. It is the only thing a writer's transaction adds to the log.
-- The sequencer takes rows away once they are in the tree; nobody else can.
CREATE TABLE audit.pending (
  lane bytea NOT NULL CHECK (length(lane) = 16),
  batch bigint NOT NULL CHECK (batch > 0),
  count integer NOT NULL CHECK (count > 0),
  prev bytea NOT NULL CHECK (length(prev) = 32),
  head bytea NOT NULL CHECK (length(head) = 32),
  signature bytea NOT NULL CHECK (length(signature) = 64),
  due_ms bigint NOT NULL,
  entries bytea NOT NULL,
  PRIMARY KEY (lane, batch)
);
-- Ciphertext-sized, already dense: compressing it would cost the writer more than it saves.
ALTER TABLE audit.pending ALTER COLUMN entries SET STORAGE EXTERNAL;

-- The openings of a batch's commitments, sealed for one tenant, apart from the entries so that they can be pruned and can die alone.
CREATE TABLE audit.opening (
  tenant integer NOT NULL,
  lane bytea NOT NULL,
  batch bigint NOT NULL,
  made_ms bigint NOT NULL,
  sealed bytea NOT NULL,
  PRIMARY KEY (tenant, lane, batch)
);
ALTER TABLE audit.opening ALTER COLUMN sealed SET STORAGE EXTERNAL;

-- Where a lane's last sequenced batch stands: the sequencer refuses a batch that does not follow it.
CREATE TABLE audit.lane (
  lane bytea PRIMARY KEY CHECK (length(lane) = 16),
  key bytea NOT NULL CHECK (length(key) = 32),
  batch bigint NOT NULL,
  head bytea NOT NULL CHECK (length(head) = 32),
  last_ms bigint NOT NULL
);

-- Lanes that the sequencer stopped at, because a batch there does not follow the one before: what is left of them stays in audit.pending.
-- One row a lane, and one `lane.gap` entry in the log.
CREATE TABLE audit.gap (
  lane bytea PRIMARY KEY CHECK (length(lane) = 16),
  batch bigint NOT NULL,
  code text NOT NULL,
  found_ms bigint NOT NULL
);

-- Where a sequenced batch lies in the log. The primary key also refuses a batch a second index.
CREATE TABLE audit.batch (
  lane bytea NOT NULL CHECK (length(lane) = 16),
  batch bigint NOT NULL CHECK (batch > 0),
  first bigint NOT NULL CHECK (first >= 0),
  count integer NOT NULL CHECK (count > 0),
  PRIMARY KEY (lane, batch)
);

-- The one origin this database writes, its public key, and the term that fences out a stale sequencer.
CREATE TABLE audit.origin (
  only_row boolean PRIMARY KEY DEFAULT true CHECK (only_row),
  origin text NOT NULL,
  public_key bytea NOT NULL CHECK (length(public_key) = 32),
  term bigint NOT NULL DEFAULT 0,
  made_ms bigint NOT NULL
);

CREATE TABLE audit.bundle (
  n bigint PRIMARY KEY CHECK (n >= 0),
  count integer NOT NULL CHECK (count BETWEEN 1 AND 256),
  entries bytea NOT NULL
);
ALTER TABLE audit.bundle ALTER COLUMN entries SET STORAGE EXTERNAL;

CREATE TABLE audit.tile (
  level smallint NOT NULL CHECK (level BETWEEN 0 AND 7),
  n bigint NOT NULL CHECK (n >= 0),
  hashes bytea NOT NULL CHECK (length(hashes) BETWEEN 32 AND 8192 AND length(hashes) % 32 = 0),
  PRIMARY KEY (level, n)
);
ALTER TABLE audit.tile ALTER COLUMN hashes SET STORAGE EXTERNAL;

-- Finds an entry by the first eight bytes of its leaf hash (big-endian, signed). Several rows may share them; the reader compares the whole hash.
CREATE TABLE audit.leaf (
  prefix bigint NOT NULL,
  index bigint NOT NULL
);
CREATE INDEX leaf_prefix ON audit.leaf (prefix);

CREATE TABLE audit.checkpoint (
  size bigint PRIMARY KEY CHECK (size >= 0),
  root bytea NOT NULL CHECK (length(root) = 32),
  note text NOT NULL,
  signed_ms bigint NOT NULL
);

GRANT SELECT ON ALL TABLES IN SCHEMA audit TO azukari_app, azukari_sequencer;
GRANT INSERT ON audit.pending, audit.opening TO azukari_app;
GRANT DELETE ON audit.pending TO azukari_sequencer;
GRANT INSERT, UPDATE ON audit.lane, audit.bundle, audit.tile, audit.origin TO azukari_sequencer;
GRANT INSERT ON audit.leaf, audit.checkpoint, audit.batch, audit.gap TO azukari_sequencer;
