-- The schema platform and the table platform.migration are made by the migrator itself.

REVOKE ALL ON SCHEMA public FROM PUBLIC;
REVOKE ALL ON SCHEMA platform FROM PUBLIC;
GRANT USAGE ON SCHEMA platform TO azukari_app, azukari_sequencer;
GRANT SELECT ON platform.migration TO azukari_app, azukari_sequencer;

-- What this database is for. A clock that can be moved exists only where it was asked for when the environment was made: the check
-- and the trigger keep one from being switched on later, under real records.
CREATE TABLE platform.environment (
  only_row boolean PRIMARY KEY DEFAULT true CHECK (only_row),
  name text NOT NULL,
  created_at_ms bigint NOT NULL,
  injected_clock boolean NOT NULL DEFAULT false,
  clock_offset_ms bigint NOT NULL DEFAULT 0,
  CHECK (injected_clock OR clock_offset_ms = 0)
);
GRANT SELECT ON platform.environment TO azukari_app, azukari_sequencer;

CREATE FUNCTION platform.environment_stays() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'DELETE' OR OLD.name <> NEW.name OR OLD.created_at_ms <> NEW.created_at_ms
     OR OLD.injected_clock <> NEW.injected_clock THEN
    RAISE EXCEPTION 'an environment is made once' USING ERRCODE = 'restrict_violation';
  END IF;
  RETURN NEW;
END
$$;
REVOKE ALL ON FUNCTION platform.environment_stays() FROM PUBLIC;
CREATE TRIGGER environment_stays BEFORE UPDATE OR DELETE ON platform.environment
  FOR EACH ROW EXECUTE FUNCTION platform.environment_stays();

-- The database's clock in milliseconds since 1970 UTC, moved only in an environment made with an injected clock. Volatile on purpose: it
-- advances inside a transaction.
CREATE FUNCTION platform.now_ms() RETURNS bigint LANGUAGE sql VOLATILE PARALLEL SAFE AS $$
  SELECT floor(extract(epoch FROM clock_timestamp()) * 1000)::bigint
    + coalesce((SELECT clock_offset_ms FROM platform.environment WHERE injected_clock), 0)
$$;
REVOKE ALL ON FUNCTION platform.now_ms() FROM PUBLIC;
GRANT EXECUTE ON FUNCTION platform.now_ms() TO azukari_app, azukari_sequencer;
