-- Keys and devices that open only together with a client certificate which the company's CA issued. Kept is the SHA-256 of the certificate's
-- public key (SubjectPublicKeyInfo): a certificate that was renewed for the same key still opens, one for another key does not.

ALTER TABLE identity.key ADD COLUMN certificate bytea CHECK (length(certificate) = 32);
COMMENT ON COLUMN identity.key.certificate IS 'SHA-256 of the SubjectPublicKeyInfo of the client certificate without which the key opens nothing';
GRANT UPDATE (certificate) ON identity.key TO azukari_app;

-- A certificate belongs to one enrolment for ever, a revoked one included, as a credential does.
COMMENT ON COLUMN identity.device.fingerprint IS 'SHA-256 of the SubjectPublicKeyInfo of the client certificate';
DROP INDEX identity.device_fingerprint;
CREATE UNIQUE INDEX device_certificate ON identity.device (tenant, fingerprint);

-- A link by which a person who forgot their password chooses another, once, with a second factor they have. Shown once to who made it.
CREATE TABLE identity.password_reset (
  tenant integer NOT NULL,
  id bytea NOT NULL CHECK (length(id) = 16),
  person bytea NOT NULL,
  hash bytea NOT NULL UNIQUE CHECK (length(hash) = 32),
  created_ms bigint NOT NULL,
  created_by text NOT NULL,
  expires_ms bigint NOT NULL CHECK (expires_ms > created_ms),
  redeemed_ms bigint,
  withdrawn_ms bigint,
  PRIMARY KEY (tenant, id),
  FOREIGN KEY (tenant, person) REFERENCES identity.person
);
CREATE INDEX password_reset_person ON identity.password_reset (tenant, person);
GRANT SELECT, INSERT ON identity.password_reset TO azukari_app;
GRANT UPDATE (redeemed_ms, withdrawn_ms) ON identity.password_reset TO azukari_app;
