CREATE SCHEMA access;
GRANT USAGE ON SCHEMA access TO azukari_app;

-- Goes up with every change of who may do what in a tenant, keys included. What was decided under an older number releases nothing:
-- statements that act on a decision compare it.
CREATE TABLE access.authority (
  tenant integer PRIMARY KEY REFERENCES keys.tenant,
  generation bigint NOT NULL CHECK (generation >= 0)
);

-- Who may do what, on which fields, what for, from when until when. No wildcard and no open end. A grant is never changed: it is revoked
-- and another is made, so that who had access at any past instant can be read from here.
CREATE TABLE access.grant (
  tenant integer NOT NULL REFERENCES keys.tenant,
  id bytea NOT NULL CHECK (length(id) = 16),
  principal bytea NOT NULL CHECK (length(principal) = 16),
  action text NOT NULL CHECK (action ~ '^[a-z][a-z-]{1,31}$'),
  -- Null for an action that is not about a collection.
  collection text CHECK (collection <> ''),
  fields text[] NOT NULL CHECK (array_position(fields, NULL) IS NULL),
  purpose text CHECK (purpose <> ''),
  -- Only masked values may be shown.
  masked boolean NOT NULL DEFAULT false,
  from_ms bigint NOT NULL,
  until_ms bigint NOT NULL,
  made_by text NOT NULL,
  made_ms bigint NOT NULL,
  -- Another person than who made it, and never the machine's operator.
  approved_by text CHECK (approved_by <> 'operator'),
  approved_ms bigint,
  revoked_by text,
  revoked_ms bigint,
  PRIMARY KEY (tenant, id),
  CHECK (until_ms > from_ms),
  CHECK (collection IS NOT NULL OR (fields = '{}' AND purpose IS NULL)),
  CHECK (approved_by IS DISTINCT FROM made_by),
  CHECK ((approved_by IS NULL) = (approved_ms IS NULL)),
  CHECK ((revoked_by IS NULL) = (revoked_ms IS NULL))
);
CREATE INDEX grant_principal ON access.grant (tenant, principal);

GRANT SELECT, INSERT ON access.grant, access.authority TO azukari_app;
GRANT UPDATE (generation) ON access.authority TO azukari_app;
GRANT UPDATE (revoked_by, revoked_ms) ON access.grant TO azukari_app;
