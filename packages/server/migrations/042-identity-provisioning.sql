-- The token by which a company's directory provisions people and groups (SCIM). Like a service's key: only its SHA-256 is kept.
CREATE TABLE identity.scim_token (
  tenant integer NOT NULL REFERENCES keys.tenant,
  id bytea NOT NULL CHECK (length(id) = 16),
  hash bytea NOT NULL UNIQUE CHECK (length(hash) = 32),
  shown text NOT NULL,
  title text NOT NULL CHECK (length(title) BETWEEN 2 AND 64),
  created_ms bigint NOT NULL,
  created_by text NOT NULL,
  expires_ms bigint NOT NULL CHECK (expires_ms > created_ms),
  last_used_ms bigint,
  revoked_ms bigint,
  revoked_by text,
  PRIMARY KEY (tenant, id),
  CHECK ((revoked_ms IS NULL) = (revoked_by IS NULL))
);

-- What the directory says of a person, sealed. A person without a row is one the directory has not spoken of yet.
CREATE TABLE identity.scim_user (
  tenant integer NOT NULL,
  person bytea NOT NULL,
  attributes bytea NOT NULL,
  external_digest bytea CHECK (length(external_digest) = 32),
  version bigint NOT NULL CHECK (version > 0),
  created_ms bigint NOT NULL,
  modified_ms bigint NOT NULL,
  -- The directory deleted the resource; the person left and stays.
  deleted_ms bigint,
  PRIMARY KEY (tenant, person),
  FOREIGN KEY (tenant, person) REFERENCES identity.person
);
CREATE INDEX scim_user_external ON identity.scim_user (tenant, external_digest) WHERE deleted_ms IS NULL;

-- A group of the directory. Its name may be anything, so it is sealed.
CREATE TABLE identity.scim_group (
  tenant integer NOT NULL REFERENCES keys.tenant,
  id bytea NOT NULL CHECK (length(id) = 16),
  attributes bytea NOT NULL,
  version bigint NOT NULL CHECK (version > 0),
  created_ms bigint NOT NULL,
  modified_ms bigint NOT NULL,
  deleted_ms bigint,
  PRIMARY KEY (tenant, id)
);

CREATE TABLE identity.scim_member (
  tenant integer NOT NULL,
  in_group bytea NOT NULL,
  person bytea NOT NULL,
  added_ms bigint NOT NULL,
  PRIMARY KEY (tenant, in_group, person),
  FOREIGN KEY (tenant, in_group) REFERENCES identity.scim_group,
  FOREIGN KEY (tenant, person) REFERENCES identity.person
);
CREATE INDEX scim_member_person ON identity.scim_member (tenant, person);

-- Whoever is in the group has the role. Made by an approved request only, and never changed: ended, and another is made.
CREATE TABLE identity.group_role (
  tenant integer NOT NULL,
  id bytea NOT NULL CHECK (length(id) = 16),
  in_group bytea NOT NULL,
  role text NOT NULL CHECK (role ~ '^[a-z][a-z0-9-]{0,63}$'),
  made_ms bigint NOT NULL,
  made_by text NOT NULL,
  approved_by text NOT NULL CHECK (approved_by <> 'operator'),
  request bytea CHECK (length(request) = 16),
  ended_ms bigint,
  ended_by text,
  PRIMARY KEY (tenant, id),
  FOREIGN KEY (tenant, in_group) REFERENCES identity.scim_group,
  CHECK (approved_by <> made_by),
  CHECK ((ended_ms IS NULL) = (ended_by IS NULL))
);
CREATE UNIQUE INDEX group_role_live ON identity.group_role (tenant, in_group, role) WHERE ended_ms IS NULL;

-- Networks that are let in: for everybody, for people (staff networks), for who has a role, for one principal. Where there is none for
-- somebody, their address is not asked about, and the checks say so.
CREATE TABLE identity.network (
  tenant integer NOT NULL REFERENCES keys.tenant,
  id bytea NOT NULL CHECK (length(id) = 16),
  network cidr NOT NULL,
  scope text NOT NULL CHECK (scope IN ('all', 'staff', 'role', 'principal')),
  role text,
  principal bytea CHECK (length(principal) = 16),
  made_ms bigint NOT NULL,
  made_by text NOT NULL,
  approved_by text CHECK (approved_by <> 'operator'),
  request bytea CHECK (length(request) = 16),
  -- How it came onto the list although no other person approved it; shown as long as it is there.
  unapproved text CHECK (unapproved IN ('operator', 'emergency', 'bootstrap')),
  removed_ms bigint,
  removed_by text,
  PRIMARY KEY (tenant, id),
  CHECK ((scope = 'role') = (role IS NOT NULL)),
  CHECK ((scope = 'principal') = (principal IS NOT NULL)),
  CHECK (approved_by IS DISTINCT FROM made_by),
  CHECK ((unapproved IS NULL) = (approved_by IS NOT NULL)),
  CHECK ((removed_ms IS NULL) = (removed_by IS NULL))
);
CREATE UNIQUE INDEX network_live ON identity.network (tenant, network, scope, coalesce(role, ''), coalesce(principal, ''))
  WHERE removed_ms IS NULL;

-- A company device, known by a credential its hardware does not give away: a passkey that cannot be copied, or a client certificate.
CREATE TABLE identity.device (
  tenant integer NOT NULL,
  id bytea NOT NULL CHECK (length(id) = 16),
  person bytea NOT NULL,
  kind text NOT NULL CHECK (kind IN ('passkey', 'certificate')),
  -- What people call it, sealed.
  name bytea NOT NULL,
  credential bytea UNIQUE,
  public_key bytea,
  counter bigint,
  transports text[],
  aaguid text,
  -- SHA-256 of the certificate.
  fingerprint bytea CHECK (length(fingerprint) = 32),
  enrolled_ms bigint NOT NULL,
  enrolled_by text NOT NULL,
  request bytea CHECK (length(request) = 16),
  approved_ms bigint,
  approved_by text CHECK (approved_by <> 'operator'),
  -- The machine's operator let it in past the approval; shown until it is revoked.
  unapproved text CHECK (unapproved = 'operator'),
  last_used_ms bigint,
  revoked_ms bigint,
  revoked_by text,
  PRIMARY KEY (tenant, id),
  FOREIGN KEY (tenant, person) REFERENCES identity.person,
  CHECK ((kind = 'passkey') = (credential IS NOT NULL AND public_key IS NOT NULL AND counter IS NOT NULL)),
  CHECK ((kind = 'certificate') = (fingerprint IS NOT NULL)),
  CHECK (approved_by IS DISTINCT FROM enrolled_by),
  CHECK ((approved_ms IS NULL) = (approved_by IS NULL AND unapproved IS NULL)),
  CHECK ((revoked_ms IS NULL) = (revoked_by IS NULL))
);
CREATE INDEX device_person ON identity.device (tenant, person);
CREATE UNIQUE INDEX device_fingerprint ON identity.device (tenant, fingerprint) WHERE revoked_ms IS NULL;

GRANT SELECT, INSERT ON identity.scim_token, identity.scim_user, identity.scim_group, identity.scim_member, identity.group_role,
  identity.network, identity.device TO azukari_app;
GRANT UPDATE (last_used_ms, revoked_ms, revoked_by) ON identity.scim_token TO azukari_app;
GRANT UPDATE (attributes, external_digest, version, modified_ms, deleted_ms) ON identity.scim_user TO azukari_app;
GRANT UPDATE (attributes, version, modified_ms, deleted_ms) ON identity.scim_group TO azukari_app;
GRANT DELETE ON identity.scim_member TO azukari_app;
GRANT UPDATE (ended_ms, ended_by) ON identity.group_role TO azukari_app;
GRANT UPDATE (removed_ms, removed_by) ON identity.network TO azukari_app;
GRANT UPDATE (counter, last_used_ms, request, approved_ms, approved_by, unapproved, revoked_ms, revoked_by) ON identity.device TO azukari_app;
