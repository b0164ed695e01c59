-- An emergency change runs without a second person and is reviewed afterwards; it is told apart from the bootstrap.
ALTER TABLE policy.version ADD COLUMN emergency boolean NOT NULL DEFAULT false;
ALTER TABLE policy.version DROP CONSTRAINT version_check;
ALTER TABLE policy.version ADD CONSTRAINT version_approved CHECK (bootstrap OR emergency OR approved_by IS NOT NULL);
ALTER TABLE policy.version ADD CONSTRAINT version_alone CHECK (NOT (bootstrap AND emergency));

-- What a proposal did to test questions and stored data when the server tried it out, before anybody approved it.
CREATE TABLE policy.evidence (
  proposal bytea PRIMARY KEY REFERENCES policy.proposal,
  evidence jsonb NOT NULL,
  tried_ms bigint NOT NULL
);

-- Who said that they have read and accept which version. Never changed, never removed; one row a person and version.
CREATE TABLE policy.acknowledgement (
  tenant integer NOT NULL REFERENCES keys.tenant,
  person bytea NOT NULL CHECK (length(person) = 16),
  version integer NOT NULL REFERENCES policy.version,
  -- Which text they read.
  lang text NOT NULL CHECK (lang IN ('en', 'ja')),
  digest bytea NOT NULL CHECK (length(digest) = 32),
  accepted_ms bigint NOT NULL,
  PRIMARY KEY (tenant, person, version)
);

GRANT SELECT, INSERT ON policy.evidence, policy.acknowledgement TO azukari_app;
