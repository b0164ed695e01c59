-- A person on the staff. Name, user name and e-mail are personal: sealed with a key of the tenant in `profile`, found by keyed digests. Never
-- deleted: entries, grants and approvals name the id. Who has left gives up user name and e-mail, so that both can be used again.
CREATE TABLE identity.person (
  tenant integer NOT NULL REFERENCES keys.tenant,
  id bytea NOT NULL CHECK (length(id) = 16),
  profile bytea NOT NULL,
  user_digest bytea NOT NULL CHECK (length(user_digest) = 32),
  email_digest bytea NOT NULL CHECK (length(email_digest) = 32),
  -- `invited` until a second factor is there.
  state text NOT NULL CHECK (state IN ('invited', 'active', 'suspended', 'left')),
  source text NOT NULL CHECK (source IN ('setup', 'invitation', 'sign-on', 'scim')),
  locale text NOT NULL,
  zone text NOT NULL,
  created_ms bigint NOT NULL,
  created_by text NOT NULL,
  -- Who is invited and has no second factor yet may still add the first one until here.
  enrol_until_ms bigint NOT NULL,
  active_ms bigint,
  suspended_ms bigint,
  suspended_by text,
  left_ms bigint,
  last_seen_ms bigint,
  PRIMARY KEY (tenant, id),
  UNIQUE (id),
  CHECK ((suspended_ms IS NULL) = (suspended_by IS NULL)),
  CHECK ((state = 'suspended') <= (suspended_ms IS NOT NULL)),
  CHECK ((state = 'left') = (left_ms IS NOT NULL))
);
CREATE UNIQUE INDEX person_user ON identity.person (tenant, user_digest) WHERE state <> 'left';
CREATE UNIQUE INDEX person_email ON identity.person (tenant, email_digest) WHERE state <> 'left';

-- Verifiers of the present password (the highest number) and of those before it, as far back as the policy's history goes.
CREATE TABLE identity.password (
  tenant integer NOT NULL,
  person bytea NOT NULL,
  number integer NOT NULL,
  verifier text NOT NULL,
  made_ms bigint NOT NULL,
  PRIMARY KEY (tenant, person, number),
  FOREIGN KEY (tenant, person) REFERENCES identity.person
);

-- A second factor: a secret for one-time codes (sealed; the last step that was used, so that none is used twice), or a passkey.
CREATE TABLE identity.factor (
  tenant integer NOT NULL,
  id bytea NOT NULL CHECK (length(id) = 16),
  person bytea NOT NULL,
  kind text NOT NULL CHECK (kind IN ('totp', 'passkey')),
  -- What its person calls it, sealed: people write names there.
  name bytea,
  created_ms bigint NOT NULL,
  confirmed_ms bigint,
  last_used_ms bigint,
  removed_ms bigint,
  removed_by text,
  secret bytea,
  last_step bigint,
  credential bytea,
  public_key bytea,
  counter bigint,
  transports text[],
  backed_up boolean,
  PRIMARY KEY (tenant, id),
  FOREIGN KEY (tenant, person) REFERENCES identity.person,
  UNIQUE (credential),
  CHECK ((kind = 'totp') = (secret IS NOT NULL AND credential IS NULL)),
  CHECK ((kind = 'passkey') = (credential IS NOT NULL AND public_key IS NOT NULL AND counter IS NOT NULL)),
  CHECK ((removed_ms IS NULL) = (removed_by IS NULL))
);
CREATE INDEX factor_person ON identity.factor (tenant, person) WHERE removed_ms IS NULL;

-- Keyed digests of the codes for who lost their factor; each opens once.
CREATE TABLE identity.recovery_code (
  tenant integer NOT NULL,
  person bytea NOT NULL,
  digest bytea NOT NULL CHECK (length(digest) = 32),
  made_ms bigint NOT NULL,
  used_ms bigint,
  PRIMARY KEY (tenant, person, digest),
  FOREIGN KEY (tenant, person) REFERENCES identity.person
);

-- A session: the SHA-256 of what the cookie holds. It is over at the earliest of: last seen + idle, until, ended. `pending` has the first factor only.
CREATE TABLE identity.session (
  tenant integer NOT NULL,
  id bytea NOT NULL CHECK (length(id) = 16),
  person bytea NOT NULL,
  hash bytea NOT NULL UNIQUE CHECK (length(hash) = 32),
  state text NOT NULL CHECK (state IN ('pending', 'full')),
  -- Authentication methods used (RFC 8176).
  amr text[] NOT NULL,
  created_ms bigint NOT NULL,
  seen_ms bigint NOT NULL,
  idle_ms bigint NOT NULL CHECK (idle_ms > 0),
  until_ms bigint NOT NULL CHECK (until_ms > created_ms),
  -- Address and browser it was begun with, sealed: personal.
  origin bytea NOT NULL,
  -- SHA-256 of the browser cookie that has to come with it.
  browser bytea NOT NULL CHECK (length(browser) = 32),
  -- The company device it was begun on, once devices are enrolled.
  device bytea,
  -- Which provider it came through, and what it needs to be told at the end (sealed).
  provider text,
  sign_on bytea,
  ended_ms bigint,
  ended_by text,
  PRIMARY KEY (tenant, id),
  FOREIGN KEY (tenant, person) REFERENCES identity.person,
  CHECK ((ended_ms IS NULL) = (ended_by IS NULL))
);
CREATE INDEX session_person ON identity.session (tenant, person) WHERE ended_ms IS NULL;
CREATE INDEX session_until ON identity.session (until_ms);

-- Browsers from which a person has signed in with all factors before. A stranger's guesses lock an account for all browsers but these.
CREATE TABLE identity.browser (
  tenant integer NOT NULL,
  hash bytea NOT NULL CHECK (length(hash) = 32),
  person bytea NOT NULL,
  created_ms bigint NOT NULL,
  last_used_ms bigint NOT NULL,
  PRIMARY KEY (tenant, hash, person),
  FOREIGN KEY (tenant, person) REFERENCES identity.person
);

-- Failed attempts at something: of an account, an address, a browser, a factor. The subject is a keyed digest; unknown accounts have rows like known ones.
CREATE TABLE identity.throttle (
  tenant integer NOT NULL REFERENCES keys.tenant,
  subject bytea NOT NULL CHECK (length(subject) = 32),
  failures integer NOT NULL,
  last_ms bigint NOT NULL,
  -- Closed until here.
  until_ms bigint NOT NULL DEFAULT 0,
  PRIMARY KEY (tenant, subject)
);
CREATE INDEX throttle_last ON identity.throttle (last_ms);

-- Challenges, states and the like that were used: each opens once. They carry their own end, after which the row may go.
CREATE TABLE identity.used_once (
  tenant integer NOT NULL REFERENCES keys.tenant,
  hash bytea NOT NULL CHECK (length(hash) = 32),
  until_ms bigint NOT NULL,
  PRIMARY KEY (tenant, hash)
);
CREATE INDEX used_once_until ON identity.used_once (until_ms);

-- An invitation: a one-time link, shown once to who made it.
CREATE TABLE identity.invitation (
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
CREATE INDEX invitation_person ON identity.invitation (tenant, person);

-- Who someone is at a provider: a keyed digest of issuer and subject.
CREATE TABLE identity.external_identity (
  tenant integer NOT NULL,
  digest bytea NOT NULL CHECK (length(digest) = 32),
  person bytea NOT NULL,
  provider text NOT NULL,
  linked_ms bigint NOT NULL,
  last_used_ms bigint,
  PRIMARY KEY (tenant, digest),
  FOREIGN KEY (tenant, person) REFERENCES identity.person
);
CREATE INDEX external_person ON identity.external_identity (tenant, person);

-- The person the set-up link made. As long as that person has no second factor, nobody has access, and a new link may take its place.
ALTER TABLE identity.setup_link ADD COLUMN person bytea;
GRANT UPDATE (person) ON identity.setup_link TO azukari_app;

GRANT SELECT, INSERT ON identity.person, identity.password, identity.factor, identity.recovery_code, identity.session, identity.browser,
  identity.throttle, identity.used_once, identity.invitation, identity.external_identity TO azukari_app;
GRANT UPDATE (profile, user_digest, email_digest, state, source, locale, zone, enrol_until_ms, active_ms, suspended_ms, suspended_by, left_ms, last_seen_ms)
  ON identity.person TO azukari_app;
GRANT UPDATE (name, confirmed_ms, last_used_ms, removed_ms, removed_by, last_step, counter, backed_up) ON identity.factor TO azukari_app;
GRANT UPDATE (used_ms) ON identity.recovery_code TO azukari_app;
GRANT UPDATE (seen_ms, ended_ms, ended_by, device) ON identity.session TO azukari_app;
GRANT UPDATE (last_used_ms) ON identity.browser TO azukari_app;
GRANT UPDATE ON identity.throttle TO azukari_app;
GRANT UPDATE (redeemed_ms, withdrawn_ms) ON identity.invitation TO azukari_app;
GRANT UPDATE (last_used_ms) ON identity.external_identity TO azukari_app;
GRANT UPDATE (verifier) ON identity.password TO azukari_app;
-- Old passwords, codes that were replaced, counters and used challenges are of no further use to anybody but a thief.
GRANT DELETE ON identity.password, identity.recovery_code, identity.browser, identity.throttle, identity.used_once, identity.external_identity
  TO azukari_app;
