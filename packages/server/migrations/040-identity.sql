CREATE SCHEMA identity;
GRANT USAGE ON SCHEMA identity TO azukari_app;

-- A service: a program with an identity of its own. Never deleted, and its name is never given to another: old entries name its id.
CREATE TABLE identity.service (
  tenant integer NOT NULL REFERENCES keys.tenant,
  id bytea NOT NULL CHECK (length(id) = 16),
  name text NOT NULL CHECK (length(name) BETWEEN 2 AND 64),
  -- The name without case, width and punctuation: what may exist once.
  folded text NOT NULL,
  -- Who answers for it: the id of a person, or `operator`.
  owner text NOT NULL CHECK (owner <> ''),
  created_ms bigint NOT NULL,
  created_by text NOT NULL,
  disabled_ms bigint,
  disabled_by text,
  PRIMARY KEY (tenant, id),
  UNIQUE (tenant, folded),
  CHECK ((disabled_ms IS NULL) = (disabled_by IS NULL))
);

-- A service's key: only its SHA-256, and the first characters by which people tell keys apart. It is dead from the earlier of expires_ms and
-- revoked_ms on; a rotation sets revoked_ms ahead, so that expiry is written once and nobody can move it.
CREATE TABLE identity.key (
  tenant integer NOT NULL,
  id bytea NOT NULL CHECK (length(id) = 16),
  service bytea NOT NULL,
  hash bytea NOT NULL UNIQUE CHECK (length(hash) = 32),
  shown text NOT NULL,
  created_ms bigint NOT NULL,
  created_by text NOT NULL,
  expires_ms bigint NOT NULL,
  revoked_ms bigint,
  revoked_by text,
  replaces bytea,
  last_used_ms bigint,
  PRIMARY KEY (tenant, id),
  FOREIGN KEY (tenant, service) REFERENCES identity.service,
  FOREIGN KEY (tenant, replaces) REFERENCES identity.key,
  CHECK (expires_ms > created_ms),
  CHECK ((revoked_ms IS NULL) = (revoked_by IS NULL))
);
CREATE INDEX key_service ON identity.key (tenant, service);
-- A key is replaced once: of two rotations at the same moment one finds it taken.
CREATE UNIQUE INDEX key_replaces ON identity.key (tenant, replaces) WHERE replaces IS NOT NULL;

-- The one-time link by which the first service of a tenant is made. One row a tenant: once redeemed there is never another.
CREATE TABLE identity.setup_link (
  tenant integer PRIMARY KEY REFERENCES keys.tenant,
  hash bytea NOT NULL UNIQUE CHECK (length(hash) = 32),
  created_ms bigint NOT NULL,
  expires_ms bigint NOT NULL CHECK (expires_ms > created_ms),
  redeemed_ms bigint
);

GRANT SELECT, INSERT ON identity.service, identity.key, identity.setup_link TO azukari_app;
GRANT UPDATE (disabled_ms, disabled_by) ON identity.service TO azukari_app;
GRANT UPDATE (revoked_ms, revoked_by, last_used_ms) ON identity.key TO azukari_app;
GRANT UPDATE (hash, created_ms, expires_ms, redeemed_ms) ON identity.setup_link TO azukari_app;
